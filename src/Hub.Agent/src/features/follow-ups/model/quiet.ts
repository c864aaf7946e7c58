import { createStore } from '@/shared/lib/store';

/** Follow-ups this browser does not ring for before a time; Infinity: not again before the page is loaded anew. */
export const quietUntil = createStore<ReadonlyMap<string, number>>(new Map());

export const beQuiet = (id: string, until: number): void => quietUntil.set((now) => new Map(now).set(id, until));
