import { ApiError, retryDelay } from './model/retry';
import type { Pending } from './model/types';

/**
 * Sends one message after the other, in the order they were written. What the hub could not take is tried again under
 * the same id, so that an answer lost on the way never makes a second message.
 */
export class Outbox {
  #items: Pending[];
  #running = false;
  #wake: (() => void) | null = null;

  constructor(
    restored: Pending[],
    private readonly post: (item: Pending) => Promise<void>,
    private readonly changed: (items: Pending[]) => void,
  ) {
    this.#items = restored.map((item) => (item.state === 'failed' ? item : { ...item, state: 'queued' }));
    this.changed(this.#items);
  }

  add(item: Pending): void {
    this.#set([...this.#items, item]);
    void this.run();
  }

  retry(id: string): void {
    this.#mark(id, 'queued');
    void this.run();
  }

  discard(id: string): void {
    this.#set(this.#items.filter((item) => item.id !== id));
  }

  /** Takes out what came back from the hub. */
  settle(settled: (items: Pending[]) => Pending[]): void {
    const left = settled(this.#items);
    if (left !== this.#items) this.#set(left);
  }

  clear(): void {
    this.#set([]);
  }

  /** The network is back. A pause that the hub itself asked for is sat out all the same. */
  wake(): void {
    this.#wake?.();
  }

  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let attempt = 0;
    for (let next = this.#next(); next; next = this.#next()) {
      this.#mark(next.id, 'sending');
      try {
        await this.post(next);
        attempt = 0;
        this.#mark(next.id, 'sent');
      } catch (error) {
        const delay = retryDelay(error, attempt++, Math.random);
        this.#mark(next.id, delay === null ? 'failed' : 'waiting');
        if (delay === null) attempt = 0;
        else await this.#pause(delay, !(error instanceof ApiError));
      }
    }
    this.#running = false;
  }

  #next(): Pending | undefined {
    return this.#items.find((item) => item.state === 'queued' || item.state === 'waiting');
  }

  #pause(ms: number, mayWake: boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      if (mayWake) this.#wake = done;
    });
  }

  #mark(id: string, state: Pending['state']): void {
    this.#set(this.#items.map((item) => (item.id === id ? { ...item, state } : item)));
  }

  #set(items: Pending[]): void {
    this.#items = items;
    this.changed(items);
  }
}
