import { useQuery } from '@tanstack/react-query';
import { fetchCannedReplies } from '@/api/canned-replies';
import { query, request } from '@/api/http';
import type { Upload } from '@/api/types';

export interface CannedPreview {
  id: string;
  language: 'ja' | 'en';
  text: string;
  empty: string[];
}

export const useCannedReplies = (conversationId: string, brandId: string, wanted: boolean) =>
  useQuery({ queryKey: ['canned-replies', 'brand', brandId], queryFn: () => fetchCannedReplies(conversationId), staleTime: 60_000, enabled: wanted });

/** As long as somebody looks at it; a name that has changed since must not be inserted. */
export const previewFor = 10_000;
export const previewKey = (id: string, version: number, conversationId: string) => ['canned-preview', conversationId, id, version] as const;
export const fetchPreview = (id: string, conversationId: string): Promise<CannedPreview> => request<CannedPreview>(`/api/canned-replies/${id}/preview${query({ conversationId })}`);

export const insertReply = (id: string, conversationId: string, withFiles: boolean): Promise<{ files: Upload[] }> =>
  request(`/api/canned-replies/${id}/insertions`, { method: 'POST', body: { conversationId, withFiles } });
