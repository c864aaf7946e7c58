import { describe, expect, it } from 'vitest';
import { sampleCustomer, sampleMessage, sampleRow, seeded, shuffled } from '@/api/samples';
import type { ConversationRow, ConversationStatus, DeskEvent } from '@/api/types';
import { views } from '@/api/views';
import { addPage, applyDeskEvent, applyMatches, emptyView, type ViewState } from './apply-desk-event';
import { viewContains } from './view-contains';
import { builtInView, compareRows, savedView } from './view-of';

const mine = builtInView('mine', 'me');
const rowEvent = (given: Partial<ConversationRow>): DeskEvent => ({ type: 'conversation', row: sampleRow({ ownerId: 'me', ...given }) });
const gone = (id: string, version: number): DeskEvent => ({ type: 'conversationRemoved', id, version });
const play = (events: DeskEvent[], state: ViewState = emptyView) => events.reduce((result, event) => applyDeskEvent(result, event, mine), state);
const shape = (state: ViewState) => state.rows.map((row) => `${row.id}:${row.version}`);

describe('the list and desk events', () => {
  it('adds a row that enters the view, newest activity first', () => {
    const state = play([rowEvent({ id: 'a', lastActivityAt: '2026-01-01T01:00:00Z' }), rowEvent({ id: 'b', lastActivityAt: '2026-01-01T02:00:00Z' })]);
    expect(shape(state)).toEqual(['b:1', 'a:1']);
  });

  it('drops a row that no longer belongs and refuses its older version afterwards', () => {
    const state = play([rowEvent({ version: 2 }), rowEvent({ version: 5, status: 'resolved' }), rowEvent({ version: 4 })]);
    expect(shape(state)).toEqual([]);
  });

  it('keeps a removed row away until a version at least as new arrives', () => {
    expect(shape(play([rowEvent({ version: 3 }), gone('c1', 4), rowEvent({ version: 3 })]))).toEqual([]);
    expect(shape(play([rowEvent({ version: 3 }), gone('c1', 4), rowEvent({ version: 4 })]))).toEqual(['c1:4']);
  });

  it('takes the same version again, for a name may have come', () => {
    const named = { id: 'p1', name: '佐藤 花子', pictureUrl: null };
    expect(play([rowEvent({ version: 2, customer: { ...named, name: null } }), rowEvent({ version: 2, customer: named })]).rows[0]?.customer.name).toBe('佐藤 花子');
  });

  it('lets the row win over a removal of the same version in either order', () => {
    expect(shape(play([rowEvent({ version: 4 }), gone('c1', 4)]))).toEqual(['c1:4']);
  });

  it('ignores message and customer events', () => {
    const state = play([rowEvent({})]);
    expect(applyDeskEvent(state, { type: 'message', message: sampleMessage() }, mine)).toBe(state);
    expect(applyDeskEvent(state, { type: 'customer', customer: sampleCustomer() }, mine)).toBe(state);
  });

  it('does not show a row beyond the loaded end, but accepts it with its page', () => {
    const loaded = addPage(emptyView, { items: [sampleRow({ id: 'a', ownerId: 'me', lastActivityAt: '2026-01-02T00:00:00Z' })], next: 'more' }, mine);
    const old = sampleRow({ id: 'z', ownerId: 'me', lastActivityAt: '2026-01-01T00:00:00Z' });
    const told = applyDeskEvent(loaded, { type: 'conversation', row: old }, mine);
    expect(shape(told)).toEqual(['a:1']);
    expect(shape(addPage(told, { items: [old], next: null }, mine))).toEqual(['a:1', 'z:1']);
  });
});

describe('snapshot and events', () => {
  const statuses: ConversationStatus[] = ['open', 'open', 'snoozed', 'resolved', 'waitingForCustomer', 'waitingForOthers', 'spam'];

  function histories(random: () => number): ConversationRow[][] {
    return Array.from({ length: 12 }, (_, index) => {
      let clock = Date.parse('2026-01-01T00:00:00Z') + Math.floor(random() * 1000) * 1000;
      return Array.from({ length: 6 }, (__, version) => {
        clock += Math.floor(random() * 500) * 1000;
        return sampleRow({
          id: `c${index}`,
          version: version + 1,
          status: statuses[Math.floor(random() * statuses.length)] ?? 'open',
          ownerId: [null, 'me', 'other'][Math.floor(random() * 3)] ?? null,
          lastActivityAt: new Date(clock).toISOString(),
        });
      });
    });
  }

  it.each(views)('equal a fresh snapshot of "%s" in any order, with doubles', (view) => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const of = builtInView(view, 'me');
      const all = histories(random);
      const snapshot = all.map((history) => history[Math.floor(random() * 3)] ?? sampleRow());
      const start = addPage(emptyView, { items: snapshot.filter((row) => viewContains(view, row, 'me')).toSorted(compareRows), next: null }, of);
      const hidden = new Set(all.filter(() => random() < 0.2).map((history) => history[0]?.id));
      const events: DeskEvent[] = all.flat().map((row) => ({ type: 'conversation', row }));
      for (const id of hidden) events.push(gone(id ?? '', 7));
      const doubled = [...events, ...events.filter(() => random() < 0.3)];
      const end = shuffled(doubled, random).reduce((state, event) => applyDeskEvent(state, event, of), start);
      const fresh = all.map((history) => history.at(-1) ?? sampleRow()).filter((row) => !hidden.has(row.id) && viewContains(view, row, 'me')).toSorted(compareRows);
      expect(shape(end), `seed ${seed}`).toEqual(fresh.map((row) => `${row.id}:${row.version}`));
    }
  });
});

describe('a saved view', () => {
  const of = savedView('longestWaiting');
  const waiting = (id: string, waitingSince: string | null, version = 1) => sampleRow({ id, waitingSince, version });

  it('keeps its own order, what waits for nothing last', () => {
    const state = addPage(emptyView, { items: [waiting('a', null), waiting('b', '2026-01-02T00:00:00Z'), waiting('c', '2026-01-01T00:00:00Z')], next: null }, of);
    expect(shape(state)).toEqual(['c:1', 'b:1', 'a:1']);
  });

  it('takes in what the server says is in it now and lets go of the rest that was asked for', () => {
    const state = addPage(emptyView, { items: [waiting('a', '2026-01-01T00:00:00Z'), waiting('b', '2026-01-02T00:00:00Z')], next: null }, of);
    const told = applyMatches(state, ['a', 'c', 'd'], [waiting('c', '2026-01-01T12:00:00Z', 4)], of);
    expect(shape(told)).toEqual(['c:4', 'b:1']);
    expect(shape(applyMatches(told, ['b'], [waiting('b', '2025-12-31T00:00:00Z', 2)], of))).toEqual(['b:2', 'c:4']);
  });

  it('equals a fresh look after any history, however the asking was cut', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = seeded(seed);
      const server = new Map<string, ConversationRow>();
      const inside = (row: ConversationRow) => row.unread > 0;
      const fresh = () => [...server.values()].filter(inside).toSorted(of.compare);
      for (let index = 0; index < 10; index += 1) server.set(`c${index}`, sampleRow({ id: `c${index}`, unread: Math.floor(random() * 2) }));
      let state = addPage(emptyView, { items: fresh(), next: null }, of);
      const touched = new Set<string>();
      for (let step = 0; step < 60; step += 1) {
        const id = `c${Math.floor(random() * 10)}`;
        const before = server.get(id) ?? sampleRow({ id });
        server.set(id, { ...before, version: before.version + 1, unread: Math.floor(random() * 2), waitingSince: random() < 0.5 ? null : new Date(1.7e12 + random() * 1e9).toISOString() });
        touched.add(id);
        if (random() < 0.3) {
          state = applyMatches(state, [...touched], fresh().filter((row) => touched.has(row.id)), of);
          touched.clear();
        }
      }
      state = applyMatches(state, [...touched], fresh().filter((row) => touched.has(row.id)), of);
      expect(shape(state), `seed ${seed}`).toEqual(fresh().map((row) => `${row.id}:${row.version}`));
    }
  });
});
