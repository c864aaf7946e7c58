import { beforeEach, expect, test, vi } from 'vitest';
import { Chat, type Page } from '../chat/src/chat';
import type { HostPage } from '../chat/src/host-page';
import type { Session, VisitorMessage } from '../chat/src/model/types';
import { FakeSocket } from './fake-socket';

vi.mock('../chat/src/theme', () => ({ applyTheme: () => undefined }));

interface Asked {
  path: string;
  token: string | null;
  body: { token?: string; identity?: string };
  answer(body: unknown): Promise<void>;
}

let asked: Asked[] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('location', { origin: 'https://hub.test' });
  vi.stubGlobal('window', { addEventListener: () => undefined });
  vi.stubGlobal('document', { addEventListener: () => undefined, visibilityState: 'hidden', hasFocus: () => false });
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('sessionStorage', storage());
  vi.stubGlobal('fetch', (url: string, { headers, body }: { headers: Record<string, string>; body?: string }) => {
    return new Promise((resolve) => {
      asked.push({
        path: url.replace('/widget/api/shop', ''),
        token: headers.Authorization ?? null,
        body: JSON.parse(body ?? '{}') as Asked['body'],
        async answer(said) {
          resolve({ ok: true, text: async () => JSON.stringify(said) });
          await settled();
        },
      });
    });
  });
});

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const said = (number: number, body: string): VisitorMessage =>
  ({ number, id: null, from: 'agent', name: null, at: '2026-05-01T00:00:00Z', content: { type: 'text', body }, attachments: [], state: null, version: 1 }) as unknown as VisitorMessage;

const session = (who: string, verified = false): Session => ({
  token: `token of ${who}`,
  visitor: { id: who, name: null, verified },
  site: { accent: '', scheme: 'auto', away: null, form: null } as unknown as Session['site'],
  conversation: null,
  messages: [said(2, `to ${who}`)],
  hasMore: true,
  position: { group: who, epoch: 'e', position: 0 },
});

const refuse = (): never => {
  throw new Error('refused');
};

const page: Page = { identity: null, pageUrl: '', referrer: '', invitation: null };

async function begin(who: string): Promise<Chat> {
  localStorage.setItem('crmhub.visitor.shop', `token of ${who}`);
  localStorage.setItem('crmhub.verified.shop', '1');
  const chat = new Chat('shop', 'en', { tell: () => undefined } as unknown as HostPage);
  chat.start(page);
  await settled();
  return chat;
}

const words = (chat: Chat): unknown[] => chat.store.state.messages.map((message) => (message.content as { body: string }).body);

test('Whoever is signed out while their session is on its way is not let in by it', async () => {
  const chat = await begin('Mika');
  void chat.identify(null);
  await asked[0]?.answer(session('Mika', true));
  expect(chat.memory.token).toBeNull();
  expect(words(chat)).toEqual([]);
  expect(asked[1]?.body.token).toBeUndefined();
  await asked[1]?.answer(session('somebody'));
  expect(words(chat)).toEqual(['to somebody']);
  expect(chat.memory.token).toBe('token of somebody');
});

test('Whoever is signed out leaves nothing on the screen, though the hub does not answer', async () => {
  const chat = await begin('Mika');
  await asked[0]?.answer(session('Mika', true));
  chat.memory.draft = 'My address is';
  chat.memory.keepForm('mail', { email: 'mika@example.com' });
  const { person } = chat.store.state;
  void chat.identify(null);
  await settled();
  expect(words(chat)).toEqual([]);
  expect(chat.store.state).toMatchObject({ phase: 'starting', visitor: null, person: person + 1 });
  expect([chat.memory.draft, chat.memory.form('mail')]).toEqual(['', {}]);
});

test('What was said earlier to one person is not shown to the next', async () => {
  const chat = await begin('Mika');
  await asked[0]?.answer(session('Mika', true));
  void chat.loadEarlier();
  void chat.identify(null);
  await settled();
  const [earlier, next] = [asked.find((one) => one.path.startsWith('/messages')), asked.filter((one) => one.path === '/session')[1]];
  await next?.answer(session('somebody'));
  await earlier?.answer({ items: [said(1, 'earlier, to Mika')], hasMore: false });
  expect(words(chat)).toEqual(['to somebody']);
});

test('A page that answers late still says who is signed in', async () => {
  const chat = await begin('somebody');
  await asked[0]?.answer(session('somebody'));
  chat.start({ ...page, identity: 'jwt of Mika' });
  await settled();
  expect(asked.filter((one) => one.path === '/session')[1]?.body.identity).toBe('jwt of Mika');
});

test('Where the browser stores nothing, whoever is signed out is gone all the same', async () => {
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
  const chat = new Chat('shop', 'en', { tell: () => undefined } as unknown as HostPage);
  chat.start({ ...page, identity: 'jwt of Mika' });
  await settled();
  await asked[0]?.answer(session('Mika', true));
  void chat.identify(null);
  await settled();
  expect(words(chat)).toEqual([]);
  expect(asked.filter((one) => one.path === '/session')[1]?.body).not.toHaveProperty('token');
});
