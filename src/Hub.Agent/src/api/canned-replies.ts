import { query, request } from './http';
import type { CannedReply } from './types';

interface Page {
  items: CannedReply[];
  next: string | null;
}

/** All one may use: in a conversation those of its brand, else everything one sees. Few enough to be searched here, so that no key press waits for the server. */
export async function fetchCannedReplies(conversationId: string | null): Promise<CannedReply[]> {
  const all: CannedReply[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await request<Page>(`/api/canned-replies${query({ conversationId, cursor, limit: 500 })}`);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return all;
}
