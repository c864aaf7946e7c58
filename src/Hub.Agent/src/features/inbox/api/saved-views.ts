import { type QueryClient, useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { Condition } from '@/api/condition';
import type { ConversationRow, Items } from '@/api/types';
import type * as api from '@/api/generated/schema';

export type ViewSort = api.ViewSort;
export type ViewScope = api.ViewScope;
export type SavedView = Omit<api.SavedView, 'conditions'> & { conditions: Condition };
export type ViewInput = Pick<SavedView, 'scope' | 'teamId' | 'name' | 'conditions' | 'sort'>;
export type ViewCount = api.ViewCount;

export const savedViewsKey = ['views', 'saved'] as const;
export const savedCountsKey = ['views', 'counts'] as const;

const none: SavedView[] = [];

/** Undefined until they are there. A colleague's new one is seen within the minute. */
export function useSavedViews(): SavedView[] | undefined {
  return useQuery({ queryKey: savedViewsKey, queryFn: async ({ signal }) => (await request<Items<SavedView>>('/api/views', { signal })).items, staleTime: 30_000, refetchInterval: 60_000 }).data;
}

export function useSavedCounts(): Map<string, ViewCount> | undefined {
  const any = (useSavedViews() ?? none).length > 0;
  return useQuery({
    queryKey: savedCountsKey,
    queryFn: async ({ signal }) => new Map((await request<api.ListViewsCounts>('/api/views/counts', { signal })).items.map(({ id, count, more }) => [id, { count, more }])),
    structuralSharing: false,
    enabled: any,
    refetchInterval: 60_000,
  }).data;
}

export const createView = (view: ViewInput): Promise<SavedView> => request<SavedView>('/api/views', { method: 'POST', body: view });
export const changeView = (id: string, version: number, view: ViewInput): Promise<SavedView> => request<SavedView>(`/api/views/${id}`, { method: 'PUT', body: { ...view, version } });
/** What one would save to have a view as it is. */
export const inputOf = ({ scope, teamId, name, conditions, sort }: SavedView): ViewInput => ({ scope, teamId, name, conditions, sort });
export const deleteView = (id: string): Promise<void> => request<void>(`/api/views/${id}`, { method: 'DELETE' });
export const restoreView = (id: string): Promise<SavedView> => request<SavedView>(`/api/views/${id}/restore`, { method: 'POST' });
export const orderViews = (ids: string[]): Promise<void> => request<void>('/api/views/order', { method: 'PUT', body: { ids } });
export const previewView = (conditions: Condition, signal: AbortSignal): Promise<ViewCount> => request<ViewCount>('/api/views/preview', { method: 'POST', body: { conditions }, signal });
export const matchView = (id: string, ids: readonly string[]): Promise<ConversationRow[]> => request<Items<ConversationRow>>(`/api/views/${id}/matches`, { method: 'POST', body: { ids } }).then(({ items }) => items);

export const renewViews = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: ['views'] });
