import { useQuery } from '@tanstack/react-query';
import type { CannedReply, Upload } from '@/api/types';
import { query, request } from '@/api/http';

export interface CannedPreview {
  id: string;
  language: 'ja' | 'en';
  text: string;
  empty: string[];
}

interface Page {
  items: CannedReply[];
  next: string | null;
}

async function fetchReplies(conversationId: string): Promise<CannedReply[]> {
  const all: CannedReply[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await request<Page>(`/api/canned-replies${query({ conversationId, cursor, limit: 500 })}`);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return all;
}

/** All replies for a brand: few enough to be searched here, so that no key press waits for the server. */
export const useCannedReplies = (conversationId: string, brandId: string, wanted: boolean) =>
  useQuery({ queryKey: ['canned-replies', 'brand', brandId], queryFn: () => fetchReplies(conversationId), staleTime: 60_000, enabled: wanted });

export const previewKey = (id: string, version: number, conversationId: string) => ['canned-preview', conversationId, id, version] as const;
export const fetchPreview = (id: string, conversationId: string): Promise<CannedPreview> => request<CannedPreview>(`/api/canned-replies/${id}/preview${query({ conversationId })}`);

export const insertReply = (id: string, conversationId: string, withFiles: boolean): Promise<{ files: Upload[] }> =>
  request(`/api/canned-replies/${id}/insertions`, { method: 'POST', body: { conversationId, withFiles } });
