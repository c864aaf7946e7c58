import { afterEach, expect, it, vi } from 'vitest';
import { sampleMessage } from '@/api/samples';
import { type Outgoing, send } from './outbox';

afterEach(() => { vi.unstubAllGlobals(); });

const outgoing = (conversationId: string, text: string): Outgoing => ({ conversationId, kind: 'note', text, files: [], looked: null, resolveAfter: false, undoSeconds: 0, sendAt: null });

it('what was written first is sent first, and holds up no other conversation', async () => {
  const sent: string[] = [];
  const answers: (() => void)[] = [];
  vi.stubGlobal('fetch', (path: string, { body }: { body: string }) => {
    if (!path.endsWith('/notes')) return Promise.resolve(new Response(null, { status: 204 })); // drafts of other tests
    const { id, text } = JSON.parse(body) as { id: string; text: string };
    sent.push(text);
    return new Promise((resolve) => answers.push(() => resolve(Response.json(sampleMessage({ id, conversationId: path.split('/')[3] ?? '' })))));
  });
  send(outgoing('o1', 'first'));
  send(outgoing('o1', 'second'));
  send(outgoing('o2', 'elsewhere'));
  await vi.waitFor(() => expect(sent).toEqual(['first', 'elsewhere']));
  answers[0]?.();
  await vi.waitFor(() => expect(sent).toEqual(['first', 'elsewhere', 'second']));
  for (const answer of answers) answer();
});
