import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/http';
import { sampleRow, seeded } from '@/api/samples';
import type { CatchUpAnswer, DeskEvent, Frame } from '@/api/types';
import { backOff } from './back-off';
import { EventLog, snapshotWithEvents } from './event-log';
import { LivePositions } from './live-positions';

const rowEvent = (version: number): DeskEvent => ({ type: 'conversation', row: sampleRow({ version }) });
const frame = (after: number, upTo: number, epoch = 'e1'): Frame => ({ group: 'team', epoch, after, upTo, events: [rowEvent(upTo)] });
const hello = (position: number, epoch = 'e1') => ({ epoch, groups: [{ group: 'team', position }], revision: 1 });

/** A server that remembers its events: the n-th event takes the group from n-1 to n. */
function rig(serverAt = 100) {
  const seen: number[] = [];
  const asked: number[] = [];
  let resyncs = 0;
  let answer = (after: number): CatchUpAnswer => ({
    epoch: 'e1',
    groups: [{ group: 'team', position: serverAt, resync: false, events: Array.from({ length: serverAt - after }, (_, index) => rowEvent(after + index + 1)) }],
  });
  const live = new LivePositions({
    catchUp: async ({ groups }) => {
      const after = groups[0]?.after ?? 0;
      asked.push(after);
      return answer(after);
    },
    publish: (events) => seen.push(...events.map((event) => (event.type === 'conversation' ? event.row.version : -1))),
    resync: () => {
      resyncs += 1;
    },
  });
  return { live, seen, asked, resyncs: () => resyncs, answer: (next: typeof answer) => { answer = next; } };
}

describe('following groups', () => {
  it('applies what continues and skips what is known', async () => {
    const { live, seen, asked } = rig();
    await live.hello(hello(5));
    await live.frame(frame(5, 6));
    await live.frame(frame(5, 6));
    await live.frame(frame(6, 7));
    expect(seen).toEqual([6, 7]);
    expect(asked).toEqual([]);
  });

  it('fetches from its own position when frames were missed', async () => {
    const { live, seen, asked } = rig(9);
    await live.hello(hello(5));
    await live.frame(frame(8, 9));
    expect(asked).toEqual([5]);
    expect(seen).toEqual([6, 7, 8, 9]);
    expect(live.positions.get('team')).toBe(9);
  });

  it('continues from the old position after a reconnect in the same epoch', async () => {
    const { live, asked, resyncs } = rig(8);
    await live.hello(hello(5));
    await live.hello(hello(8));
    expect(asked).toEqual([5]);
    expect(resyncs()).toBe(1);
  });

  it('fetches everything anew when the epoch changed', async () => {
    const { live, resyncs } = rig();
    await live.hello(hello(5));
    await live.hello(hello(1, 'e2'));
    expect(resyncs()).toBe(2);
    expect(live.positions.get('team')).toBe(1);
  });

  it('fetches a group that is joined while another is being fetched', async () => {
    const asked: string[][] = [];
    const live = new LivePositions({
      catchUp: async ({ groups }) => {
        asked.push(groups.map(({ group }) => group));
        return { epoch: 'e1', groups: groups.map(({ group }) => ({ group, position: 8, events: [], resync: false })) };
      },
      publish: () => {},
      resync: () => {},
    });
    await live.hello(hello(5));
    await live.join('conversation:c1', 'e1', 5);
    await Promise.all([live.hello(hello(8)), live.join('conversation:c1', 'e1', 8)]);
    expect(asked).toEqual([['team'], ['conversation:c1']]);
    expect(live.positions.get('conversation:c1')).toBe(8);
  });

  it('stays where it is when the catch-up cannot be reached', async () => {
    const { live, answer } = rig();
    await live.hello(hello(5));
    answer(() => { throw new ApiError({ code: 'network', status: 0 }); });
    expect(await live.poll(['team'])).toBe(false);
    expect(live.positions.get('team')).toBe(5);
  });

  it('asks again by itself when a missed gap could not be fetched at once', async () => {
    const { live, seen, answer } = rig(9);
    await live.hello(hello(5));
    let failures = 2;
    answer((after) => {
      if (failures-- > 0) throw new ApiError({ code: 'network', status: 0 });
      return { epoch: 'e1', groups: [{ group: 'team', position: 9, resync: false, events: [6, 7, 8, 9].filter((at) => at > after).map(rowEvent) }] };
    });
    await live.hello(hello(9));
    expect(seen).toEqual([6, 7, 8, 9]);
    expect(live.positions.get('team')).toBe(9);
  });

  it('drops a group it may no longer see', async () => {
    const { live, answer, resyncs } = rig();
    await live.hello(hello(5));
    answer(() => ({ epoch: 'e1', groups: [{ group: 'team', position: 0, events: [], resync: true, denied: true }] }));
    await live.poll(['team']);
    expect(live.positions.get('team')).toBeUndefined();
    expect(resyncs()).toBe(2);
  });

  it('sees every event whatever frames are lost or doubled', async () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = seeded(seed);
      const { live, seen } = rig(40);
      await live.hello(hello(0));
      const running: Promise<void>[] = [];
      for (let at = 0; at < 40; at += 1) {
        if (random() < 0.3) continue;
        running.push(live.frame(frame(at, at + 1)));
        if (random() < 0.2) running.push(live.frame(frame(at, at + 1)));
        if (random() < 0.5) await Promise.all(running);
      }
      await live.poll(['team']);
      expect([...new Set(seen)].toSorted((a, b) => a - b), `seed ${seed}`).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    }
  });
});

describe('a snapshot under way', () => {
  it('comes with the events that arrived meanwhile', async () => {
    const log = new EventLog();
    log.add([rowEvent(1)]);
    const result = await snapshotWithEvents(async () => { log.add([rowEvent(2)]); return 'page'; }, log);
    expect(result).toEqual({ snapshot: 'page', events: [rowEvent(2)] });
  });

  it('is taken again when the log was overrun', async () => {
    const log = new EventLog();
    let takes = 0;
    await snapshotWithEvents(async () => { takes += 1; if (takes === 1) log.add(Array.from({ length: 5000 }, () => rowEvent(1))); return takes; }, log);
    expect(takes).toBe(2);
  });
});

it('backs off with jitter, never at once and never over 30 s', () => {
  expect(backOff(0, () => 0)).toBe(125);
  expect(backOff(3, () => 1)).toBe(4000);
  expect(backOff(50, () => 1)).toBe(30_000);
});
