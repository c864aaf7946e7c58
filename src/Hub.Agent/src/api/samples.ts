import type { ConversationRow, Customer, Message } from './types';

// Plain values for tests: each test says only what it is about.
export const sampleRow = (given: Partial<ConversationRow> = {}): ConversationRow => ({
  id: 'c1', number: 1, version: 1, channel: 'line', accountId: 'a1', accountName: 'LINE', brandId: 'b1', brandName: 'Shop',
  status: 'open', ownerId: null, teamId: null, tags: [], customer: { id: 'p1', name: '佐藤 花子', pictureUrl: null },
  lastMessage: null, lastNumber: 1, lastActivityAt: '2026-01-01T00:00:00Z', waitingSince: null, unread: 0,
  dueAt: null, createdAt: '2026-01-01T00:00:00Z', attention: false, help: null, scheduled: 0, stateId: null, mayBeOnlyThanks: false, reasonId: null, resultId: null, subject: null, otherChannels: [], ...given,
});

export const sampleMessage = (given: Partial<Message> = {}): Message => ({
  conversationId: 'c1', number: 1, id: null, kind: 'inbound', sender: { type: 'customer', id: null, name: '佐藤 花子' },
  at: '2026-01-01T00:00:00Z', providerAt: null, content: { type: 'text', body: 'こんにちは' }, attachments: [],
  delivery: null, unsent: false, version: 1, ...given,
});

export const sampleCustomer = (given: Partial<Customer> = {}): Customer => ({
  id: 'p1', version: 1, name: '佐藤 花子', kana: null, company: null, notes: null, tags: [], pictureUrl: null,
  language: 'ja', createdAt: '2026-01-01T00:00:00Z', identities: [], addresses: [], caution: null, ...given,
});

/** A repeatable source of chance, so that a failing order can be run again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items.map((item) => ({ item, key: random() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}
