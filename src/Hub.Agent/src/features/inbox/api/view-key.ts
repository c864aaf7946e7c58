import type { ViewId } from '@/api/views';

export const viewKey = (view: ViewId) => ['conversations', 'view', view] as const;
