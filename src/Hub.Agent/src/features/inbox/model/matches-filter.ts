import type { ConversationRow } from '@/api/types';

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

export function matchesFilter(row: ConversationRow, filter: string): boolean {
  const where = fold([row.customer.name ?? '', row.lastMessage?.preview ?? '', row.accountName, `#${row.number}`, ...row.tags].join(' '));
  return fold(filter).split(/\s+/).every((word) => where.includes(word));
}
