import { request } from '@/api/http';
import type { CatchUpAnswer } from '@/api/types';

export interface CatchUpRequest {
  groups: { group: string; epoch: string; after: number }[];
}

export const catchUp = (body: CatchUpRequest): Promise<CatchUpAnswer> => request<CatchUpAnswer>('/api/live/catch-up', { method: 'POST', body });
