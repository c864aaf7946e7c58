import type { ConversationRow } from '@/api/types';

/** The tags of these rows with how many carry each, the most common first. */
export function tagCounts(rows: readonly Pick<ConversationRow, 'tags'>[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const tag of rows.flatMap((row) => row.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, count })).toSorted((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}
