import { request } from '@/api/http';
import type { ConversationStatus } from '@/api/types';
import type * as api from '@/api/generated/schema';

export type BulkResult = api.BulkResult;
export const mostAtOnce = 500;

const post = (path: string, body: object): Promise<BulkResult> => request<BulkResult>(`/api/conversations/bulk/${path}`, { method: 'POST', body });

export const assignMany = (ids: readonly string[], to: { ownerId: string | null; teamId: string | null }) => post('assignment', { ids, ...to });
export const setStatusOfMany = (ids: readonly string[], change: { status: ConversationStatus; stateId?: string | null; dueAt?: string }) => post('status', { ids, ...change });
export const tagMany = (ids: readonly string[], change: { add?: string[]; remove?: string[] }) => post('tags', { ids, ...change });
export const spamMany = (ids: readonly string[]) => post('spam', { ids });
export const readMany = (ids: readonly string[]) => post('read', { ids });
export const undoMany = (undoId: string) => post(`${undoId}/undo`, {});
