import { useSyncExternalStore } from 'react';

interface Clock {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const clocks = new Map<number, Clock>();

function clockOf(interval: number): Clock {
  let clock = clocks.get(interval);
  if (!clock) {
    clock = { now: Date.now(), listeners: new Set(), timer: undefined };
    clocks.set(interval, clock);
  }
  return clock;
}

/** The time, renewed every `interval` milliseconds by one timer for all who ask. */
export function useNow(interval: number): number {
  return useSyncExternalStore(
    (listener) => {
      const clock = clockOf(interval);
      clock.listeners.add(listener);
      clock.now = Date.now();
      clock.timer ??= setInterval(() => {
        clock.now = Date.now();
        for (const each of clock.listeners) each();
      }, interval);
      return () => {
        clock.listeners.delete(listener);
        if (clock.listeners.size > 0) return;
        clearInterval(clock.timer);
        clock.timer = undefined;
      };
    },
    () => clockOf(interval).now,
  );
}
