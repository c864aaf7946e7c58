import type { DeskEvent } from '@/api/types';

const capacity = 4000;

/**
 * The events of the last minutes, so that a snapshot whose request was under way meanwhile can be brought up to date:
 * mark before asking, apply what came since the mark to the answer.
 */
export class EventLog {
  #events: DeskEvent[] = [];
  #dropped = 0;

  add(events: readonly DeskEvent[]): void {
    this.#events.push(...events);
    const excess = this.#events.length - capacity;
    if (excess <= 0) return;
    this.#events.splice(0, excess);
    this.#dropped += excess;
  }

  mark(): number {
    return this.#dropped + this.#events.length;
  }

  /** Null when the log no longer reaches back to the mark: the snapshot has to be taken again. */
  since(mark: number): DeskEvent[] | null {
    return mark < this.#dropped ? null : this.#events.slice(mark - this.#dropped);
  }
}

export const eventLog = new EventLog();

/** Takes a snapshot and returns it with the events that arrived while it was being fetched. */
export async function snapshotWithEvents<T>(take: () => Promise<T>, log: EventLog = eventLog): Promise<{ snapshot: T; events: DeskEvent[] }> {
  for (;;) {
    const mark = log.mark();
    const snapshot = await take();
    const events = log.since(mark);
    if (events) return { snapshot, events };
  }
}
