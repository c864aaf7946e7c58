import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveView, type LiveHandlers } from '../chat/src/live/live-view';
import type { CatchUp, LiveEvent, Position } from '../chat/src/model/types';
import { FakeSocket } from './fake-socket';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start: Position = { group: 'visitor:1', epoch: 'e1', position: 10 };

const nothingNew = async (epoch: string, after: number): Promise<CatchUp> => ({ epoch, position: after, events: [], resync: false, ahead: null });

function watch(answers: { catchUp?: LiveHandlers['catchUp']; resync?: LiveHandlers['resync'] } = {}) {
  const sockets: FakeSocket[] = [];
  const applied: LiveEvent[][] = [];
  const states: string[] = [];
  const handlers = {
    dial: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    join: () => ({ site: 'shop', token: 't' }),
    catchUp: vi.fn(answers.catchUp ?? nothingNew),
    resync: vi.fn(answers.resync ?? (async () => start)),
    apply: (events: LiveEvent[]) => void applied.push(events),
    signalled: vi.fn(),
    connectionChanged: (connection: string) => void states.push(connection),
    watched: () => true,
  };
  const live = new LiveView(start, handlers);
  const socket = (): FakeSocket => sockets.at(-1) ?? expect.fail('nobody dialled');
  return { live, sockets, socket, applied, states, handlers };
}

const status = (value: string): LiveEvent => ({ type: 'conversation', status: value });
const frame = (after: number, upTo: number, ...events: LiveEvent[]) => ({
  type: 1,
  target: 'frame',
  arguments: [{ group: 'visitor:1', epoch: 'e1', after, upTo, events }],
});

test('Joins with site and token, and asks for nothing when nothing was missed', async () => {
  const { socket, states, handlers } = watch();
  await socket().join(start);
  expect(socket().sent[1]).toMatchObject({ target: 'Join', arguments: [{ site: 'shop', token: 't' }] });
  expect(states.at(-1)).toBe('live');
  expect(handlers.catchUp).not.toHaveBeenCalled();
});

test('What happened between the snapshot and joining is caught up from the own position', async () => {
  const { socket, handlers } = watch();
  await socket().join({ ...start, position: 12 });
  expect(handlers.catchUp).toHaveBeenCalledExactlyOnceWith('e1', 10);
});

test('A group other than the one of the snapshot makes the snapshot worthless', async () => {
  const { socket, handlers } = watch();
  await socket().join({ group: 'visitor:2', epoch: 'e1', position: 10 });
  expect(handlers.resync).toHaveBeenCalledOnce();
  expect(handlers.catchUp).not.toHaveBeenCalled();
});

test('Frames in a row move the position; a gap is applied at once and caught up', async () => {
  const { socket, applied, handlers } = watch();
  await socket().join(start);
  socket().receive(frame(10, 11, status('open')));
  socket().receive(frame(11, 12, status('open')));
  expect(handlers.catchUp).not.toHaveBeenCalled();
  socket().receive(frame(14, 15, status('resolved')));
  expect(applied.at(-1)).toEqual([status('resolved')]);
  expect(handlers.catchUp).toHaveBeenCalledExactlyOnceWith('e1', 12);
});

test('A frame seen before asks for nothing', async () => {
  const { socket, handlers } = watch();
  await socket().join(start);
  socket().receive(frame(8, 10, status('open')));
  expect(handlers.catchUp).not.toHaveBeenCalled();
});

test('Catch-up that says resync fetches the session, and goes on from its position', async () => {
  const { socket, handlers } = watch({
    catchUp: async () => ({ epoch: 'e2', position: 0, events: [], resync: true, ahead: null }),
    resync: async () => ({ group: 'visitor:1', epoch: 'e1', position: 20 }),
  });
  await socket().join(start);
  socket().receive({ type: 1, target: 'resync', arguments: [{ reason: 'overflow' }] });
  await vi.advanceTimersByTimeAsync(0);
  expect(handlers.resync).toHaveBeenCalledOnce();
  socket().receive(frame(20, 21, status('open')));
  expect(handlers.catchUp).not.toHaveBeenCalled();
});

test('Polls while the socket cannot connect, keeps trying, and stops polling once it is back', async () => {
  const { sockets, socket, states, handlers } = watch();
  socket().drop();
  await vi.advanceTimersByTimeAsync(2_000);
  socket().drop();
  expect(states.at(-1)).toBe('polling');
  const before = handlers.catchUp.mock.calls.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(handlers.catchUp.mock.calls.length).toBeGreaterThan(before);
  expect(sockets.length).toBeGreaterThan(2);
  await socket().join(start);
  expect(states.at(-1)).toBe('live');
  const after = handlers.catchUp.mock.calls.length;
  await vi.advanceTimersByTimeAsync(14_000);
  expect(handlers.catchUp.mock.calls.length).toBe(after);
});

test('A refused Join opens a new session before the next attempt', async () => {
  const { sockets, socket, handlers } = watch();
  socket().open();
  socket().receive({}, { type: 3, invocationId: '1', error: 'unknown token' });
  await vi.advanceTimersByTimeAsync(0);
  expect(handlers.resync).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sockets.length).toBe(2);
});

test('A catch-up that fails while live breaks the connection rather than leaving a hole', async () => {
  const { sockets, socket, states } = watch({ catchUp: () => Promise.reject(new Error('503')) });
  await socket().join({ ...start, position: 12 });
  await vi.advanceTimersByTimeAsync(0);
  expect(states.at(-1)).toBe('connecting');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sockets.length).toBe(2);
});

test('After stop nothing is dialled or asked', async () => {
  const { live, sockets, socket, handlers } = watch();
  socket().drop();
  live.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(sockets.length).toBe(1);
  expect(handlers.catchUp).not.toHaveBeenCalled();
});
