import type * as api from '@/api/generated/schema';
import { request } from '@/api/http';
import type { Items } from '@/api/types';

export type Block = api.BlockView;

export const blocksKey = ['blocks'] as const;
export const fetchBlocks = (): Promise<Items<Block>> => request('/api/blocks');
export const blockRange = (body: { addressRange: string; reason: string; until: string | null }): Promise<Items<Block>> => request('/api/blocks', { method: 'POST', body });
export const endBlock = (id: string): Promise<void> => request(`/api/blocks/${id}`, { method: 'DELETE' });
