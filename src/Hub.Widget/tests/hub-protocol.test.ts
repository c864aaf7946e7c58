import { expect, test } from 'vitest';
import { handshake, invocation, ping, readHubMessage, RecordReader } from '../chat/src/live/hub-protocol';

test('The handshake asks for JSON, version 1', () => {
  expect(handshake).toBe('{"protocol":"json","version":1}\x1e');
});

test('An invocation carries an id only when an answer is wanted', () => {
  expect(invocation('Typing', [true])).toBe('{"type":1,"target":"Typing","arguments":[true]}\x1e');
  expect(JSON.parse(invocation('Join', [{ site: 's' }], '7').slice(0, -1))).toEqual({
    type: 1,
    invocationId: '7',
    target: 'Join',
    arguments: [{ site: 's' }],
  });
  expect(ping).toBe('{"type":6}\x1e');
});

test('Records are found wherever the socket cuts the stream', () => {
  const stream = '{}\x1e{"type":6}\x1e{"type":1,"target":"frame","arguments":["日本"]}\x1e';
  for (let cut = 0; cut <= stream.length; cut++) {
    const reader = new RecordReader();
    expect([...reader.push(stream.slice(0, cut)), ...reader.push(stream.slice(cut))]).toEqual([
      {},
      { type: 6 },
      { type: 1, target: 'frame', arguments: ['日本'] },
    ]);
  }
});

test('Unknown and malformed records are ignored', () => {
  for (const record of [null, 1, 'x', {}, { type: 99 }, { type: 1, target: 'x' }, { type: 3 }]) {
    expect(readHubMessage(record)).toBeNull();
  }
  expect(readHubMessage({ type: 3, invocationId: '1', error: 'no' })).toEqual({ type: 3, invocationId: '1', error: 'no' });
  expect(readHubMessage({ type: 7, allowReconnect: true })).toEqual({ type: 7, allowReconnect: true });
});
