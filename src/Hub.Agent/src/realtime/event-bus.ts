import type { DeskEvent, Signal } from '@/api/types';
import { eventLog } from './event-log';

type Listener<T> = (value: T) => void;

function channel<T>() {
  const listeners = new Set<Listener<T>>();
  return {
    listen(listener: Listener<T>): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(value: T): void {
      for (const listener of listeners) listener(value);
    },
  };
}

const events = channel<readonly DeskEvent[]>();
const signals = channel<Signal>();
const resyncs = channel<void>();

export const onDeskEvents = events.listen;
export const onSignal = signals.listen;
export const onResync = resyncs.listen;
export const tellSignal = signals.tell;
export const tellResync = (): void => resyncs.tell();

/** Live frames, catch-up and the answers to our own requests all go this way: every one is an upsert by version. */
export function publishEvents(list: readonly DeskEvent[]): void {
  if (list.length === 0) return;
  eventLog.add(list);
  events.tell(list);
}
