import { query, request } from '@/api/http';
import type { MessagePage } from '@/api/types';

export const fetchMessages = (id: string, where: { after?: number; before?: number; limit?: number }): Promise<MessagePage> =>
  request<MessagePage>(`/api/conversations/${id}/messages${query(where)}`);
