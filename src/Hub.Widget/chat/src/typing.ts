const repeatMs = 3_000;
const idleMs = 5_000;
const forgetMs = 10_000;

/** Tells the agent that the visitor writes: at once, again every few seconds, and when it stops. */
export class OwnTyping {
  #since: number | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (typing: boolean) => void) {}

  changed(text: string): void {
    if (text.trim() === '') return this.stop();
    const now = Date.now();
    if (this.#since === null || now - this.#since >= repeatMs) {
      this.#since = now;
      this.tell(true);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), idleMs);
  }

  stop(): void {
    clearTimeout(this.#idle);
    if (this.#since === null) return;
    this.#since = null;
    this.tell(false);
  }
}

/** Signals may get lost: an agent who is not heard of for a while has stopped. */
export class AgentTyping {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly show: (typing: { name: string | null } | null) => void) {}

  heard(typing: boolean, name: string | null): void {
    clearTimeout(this.#timer);
    this.show(typing ? { name } : null);
    if (typing) this.#timer = setTimeout(() => this.show(null), forgetMs);
  }
}
