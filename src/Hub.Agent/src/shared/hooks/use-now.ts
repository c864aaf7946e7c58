import { useSyncExternalStore } from 'react';

interface Clock {
  subscribe: (listener: () => void) => () => void;
  read: () => number;
}

const clocks = new Map<number, Clock>();

function createClock(interval: number): Clock {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const each of listeners) each();
  };
  return {
    // Only the first listener renews the time: a time that changed with every subscription would have React render and subscribe without end.
    subscribe: (listener) => {
      listeners.add(listener);
      if (timer === undefined) {
        now = Date.now();
        timer = setInterval(tick, interval);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => now,
  };
}

function clockOf(interval: number): Clock {
  const clock = clocks.get(interval) ?? createClock(interval);
  clocks.set(interval, clock);
  return clock;
}

/** The time, renewed every `interval` milliseconds by one timer for all who ask. */
export function useNow(interval: number): number {
  const { subscribe, read } = clockOf(interval);
  return useSyncExternalStore(subscribe, read);
}
