import { describe, expect, it } from 'vitest';
import { sampleCustomer, sampleMessage, sampleRow, seeded, shuffled } from '@/api/samples';
import type { DeskEvent, Message } from '@/api/types';
import { addEarlier, addLater, applyDeskEvent, emptyThread, endBeforeHole, type ThreadState } from './apply-desk-event';

const event = (given: Partial<Message>): DeskEvent => ({ type: 'message', message: sampleMessage(given) });
const loaded = (items: Message[], hasMore = false): ThreadState => addEarlier(emptyThread('c1'), { items, hasMore });
const shape = (state: ThreadState) => state.messages.map((message) => `${message.number}:${message.version}`);

describe('the thread and desk events', () => {
  it('appends the next message', () => {
    const state = applyDeskEvent(loaded([sampleMessage()]), event({ number: 2 }));
    expect(shape(state)).toEqual(['1:1', '2:1']);
    expect(state.missing).toBe(false);
  });

  it('replaces a message by a newer version and keeps it against an older one', () => {
    const state = applyDeskEvent(loaded([sampleMessage({ version: 2 })]), event({ version: 3, unsent: true }));
    expect(state.messages[0]?.unsent).toBe(true);
    expect(applyDeskEvent(state, event({ version: 2 }))).toBe(state);
  });

  it('says that something is missing when a number is skipped, until it has been fetched', () => {
    const state = applyDeskEvent(loaded([sampleMessage()]), event({ number: 4 }));
    expect(state.missing).toBe(true);
    const filled = addLater(state, { items: [2, 3, 4].map((number) => sampleMessage({ number })), hasMore: false });
    expect(shape(filled)).toEqual(['1:1', '2:1', '3:1', '4:1']);
    expect(filled.missing).toBe(false);
  });

  it('is asked on from the hole, and from the end where a page has just filled it: the same page for ever would be no end', () => {
    const numbers = (list: number[]) => list.map((number) => sampleMessage({ number }));
    const state = applyDeskEvent(loaded(numbers([7, 8]), true), event({ number: 11 }));
    expect(endBeforeHole(state)).toBe(8);
    expect(endBeforeHole(addLater(state, { items: numbers([9, 10]), hasMore: true }))).toBe(11);
  });

  it('leaves messages before the loaded part to "load earlier"', () => {
    const state = loaded([sampleMessage({ number: 50 })], true);
    expect(applyDeskEvent(state, event({ number: 3, version: 9 }))).toBe(state);
  });

  it('ignores other conversations and other kinds of event', () => {
    const state = loaded([sampleMessage()]);
    expect(applyDeskEvent(state, event({ conversationId: 'c2', number: 2 }))).toBe(state);
    expect(applyDeskEvent(state, { type: 'conversation', row: sampleRow() })).toBe(state);
    expect(applyDeskEvent(state, { type: 'conversationRemoved', id: 'c1', version: 2 })).toBe(state);
    expect(applyDeskEvent(state, { type: 'customer', customer: sampleCustomer() })).toBe(state);
  });

  it('equals a fresh snapshot whatever the order and however often events come', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const versions = Array.from({ length: 30 }, (_, index) =>
        Array.from({ length: 1 + Math.floor(random() * 4) }, (__, version) => sampleMessage({ number: index + 1, version: version + 1 })),
      );
      const known = 1 + Math.floor(random() * 20);
      const start = loaded(versions.slice(0, known).map((history) => history[Math.floor(random() * history.length)] ?? sampleMessage()));
      const events = versions.flat().flatMap((message): DeskEvent[] => (random() < 0.3 ? [{ type: 'message', message }, { type: 'message', message }] : [{ type: 'message', message }]));
      const end = shuffled(events, random).reduce(applyDeskEvent, start);
      expect(shape(end), `seed ${seed}`).toEqual(versions.map((history, index) => `${index + 1}:${history.length}`));
    }
  });
});
