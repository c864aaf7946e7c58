import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubConnection } from '../chat/src/live/hub-connection';
import { FakeSocket } from './fake-socket';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function connect() {
  const socket = new FakeSocket();
  const handlers = { opened: vi.fn(), invoked: vi.fn(), closed: vi.fn() };
  return { socket, handlers, connection: new HubConnection(socket, handlers) };
}

test('The handshake comes first, and what follows it in the same message is heard', () => {
  const { socket, handlers } = connect();
  socket.open();
  expect(socket.sent).toEqual([{ protocol: 'json', version: 1 }]);
  socket.receive({}, { type: 1, target: 'frame', arguments: [1] });
  expect(handlers.opened).toHaveBeenCalledOnce();
  expect(handlers.invoked).toHaveBeenCalledWith('frame', [1]);
});

test('A refused handshake ends the connection', () => {
  const { socket, handlers } = connect();
  socket.open();
  socket.receive({ error: 'wrong version' });
  expect(handlers.opened).not.toHaveBeenCalled();
  expect(handlers.closed).toHaveBeenCalledWith('handshake: wrong version');
});

test('Answers reach their callers, errors reject', async () => {
  const { socket, connection } = connect();
  socket.open();
  socket.receive({});
  const first = connection.invoke('Join', { site: 'a' });
  const second = connection.invoke('Join', { site: 'b' });
  socket.receive({ type: 3, invocationId: '2', error: 'refused' }, { type: 3, invocationId: '1', result: { position: 4 } });
  await expect(first).resolves.toEqual({ position: 4 });
  await expect(second).rejects.toThrow('refused');
});

test('Pings go out every 15 seconds', () => {
  const { socket } = connect();
  socket.open();
  socket.receive({});
  vi.advanceTimersByTime(15_000);
  expect(socket.sent.at(-1)).toEqual({ type: 6 });
});

test('A hub that is silent for 30 seconds counts as gone, one that pings does not', async () => {
  const { socket, handlers, connection } = connect();
  socket.open();
  socket.receive({});
  const call = connection.invoke('Join');
  const rejected = expect(call).rejects.toThrow('silent');
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(29_000);
    socket.receive({ type: 6 });
  }
  expect(handlers.closed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(30_000);
  expect(handlers.closed).toHaveBeenCalledExactlyOnceWith('silent');
  expect(socket.readyState).toBe(3);
  await rejected;
});

test('A close record ends the connection once, and later data is not heard', () => {
  const { socket, handlers } = connect();
  socket.open();
  socket.receive({});
  socket.receive({ type: 7, error: 'shutting down' }, { type: 1, target: 'frame', arguments: [] });
  socket.drop();
  expect(handlers.closed).toHaveBeenCalledExactlyOnceWith('shutting down');
  expect(handlers.invoked).not.toHaveBeenCalled();
});
