import type { CatchUp, Frame, LiveEvent, Position } from '../model/types';
import { HubConnection, type Socket } from './hub-connection';

export type Connection = 'connecting' | 'live' | 'polling';
export type Signal = { type: string; typing?: boolean; name?: string | null; ahead?: number | null };

export interface LiveHandlers {
  dial(): Socket;
  join(): { site: string; token: string };
  catchUp(epoch: string, after: number): Promise<CatchUp>;
  /** Fetches the session anew and answers with its position; null while that is not possible. */
  resync(): Promise<Position | null>;
  apply(events: LiveEvent[]): void;
  signalled(signal: Signal): void;
  connectionChanged(connection: Connection): void;
  /** Whether somebody looks at the chat now; if not, asking more seldom is enough for the badge. */
  watched(): boolean;
}

const failuresUntilPolling = 2;
const pollMs = 5_000;
const pollsPerUnwatched = 6;
const longestPauseMs = 30_000;

/** Keeps one group's events coming: by socket while it lives, by asking every few seconds while it does not. */
export class LiveView {
  readonly #on: LiveHandlers;
  #position: Position;
  #connection: HubConnection | null = null;
  #joined = false;
  #failures = 0;
  #stopped = false;
  #catchingUp: Promise<void> | null = null;
  #again = false;
  #redial: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(position: Position, handlers: LiveHandlers) {
    this.#position = position;
    this.#on = handlers;
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#redial);
    clearInterval(this.#poll);
    this.#connection?.close();
  }

  typing(value: boolean): void {
    if (this.#joined) this.#connection?.send('Typing', value);
  }

  /** The network may be back, or something is surely waiting for us: don't sit out the pause. */
  poke(): void {
    if (this.#stopped || this.#joined) return;
    if (this.#poll) void this.#catchUp();
    if (!this.#connection) {
      clearTimeout(this.#redial);
      this.#connect();
    }
  }

  #connect(): void {
    this.#on.connectionChanged(this.#poll ? 'polling' : 'connecting');
    this.#connection = new HubConnection(this.#on.dial(), {
      opened: () => void this.#join(),
      invoked: (target, args) => this.#invoked(target, args[0]),
      closed: () => this.#closed(),
    });
  }

  async #join(): Promise<void> {
    const connection = this.#connection;
    try {
      const joined = (await connection?.invoke('Join', this.#on.join())) as Position;
      if (this.#stopped || connection !== this.#connection) return;
      this.#joined = true;
      clearInterval(this.#poll);
      this.#poll = undefined;
      this.#on.connectionChanged('live');
      if (joined.group !== this.#position.group) void this.#startOver();
      else if (joined.epoch !== this.#position.epoch || joined.position !== this.#position.position) void this.#catchUp();
      else this.#failures = 0;
    } catch {
      // Refused (the token may have ended) or cut off. A new session settles the first; closing leads to the next attempt.
      if (this.#stopped || connection !== this.#connection) return;
      const position = await this.#on.resync().catch(() => null);
      if (position) this.#position = position;
      connection?.close();
    }
  }

  #closed(): void {
    this.#connection = null;
    this.#joined = false;
    if (this.#stopped) return;
    this.#failures++;
    if (this.#failures >= failuresUntilPolling && !this.#poll) {
      let turn = 0;
      this.#poll = setInterval(() => {
        if (++turn % pollsPerUnwatched === 0 || this.#on.watched()) void this.#catchUp();
      }, pollMs);
      void this.#catchUp();
    }
    this.#on.connectionChanged(this.#poll ? 'polling' : 'connecting');
    // Jitter, so that a restarted hub is not met by everybody at the same moment.
    const pause = Math.min(longestPauseMs, 1000 * 2 ** Math.min(this.#failures - 1, 5)) * (0.5 + Math.random());
    this.#redial = setTimeout(() => this.#connect(), pause);
  }

  #invoked(target: string, argument: unknown): void {
    if (target === 'frame') this.#frame(argument as Frame);
    else if (target === 'signal') this.#on.signalled(argument as Signal);
    else if (target === 'resync') void this.#startOver();
  }

  #frame(frame: Frame): void {
    // Events are upserts, so they are applied even when something before them is missing: the message shows at once.
    this.#on.apply(frame.events);
    const known = this.#position;
    if (frame.epoch === known.epoch && frame.upTo <= known.position) return;
    if (frame.epoch === known.epoch && frame.after === known.position) this.#position = { ...known, position: frame.upTo };
    else void this.#catchUp();
  }

  #catchUp(): Promise<void> {
    if (this.#catchingUp) {
      this.#again = true;
      return this.#catchingUp;
    }
    this.#catchingUp = this.#ask().finally(() => {
      this.#catchingUp = null;
      if (this.#again && !this.#stopped) {
        this.#again = false;
        void this.#catchUp();
      }
    });
    return this.#catchingUp;
  }

  async #ask(): Promise<void> {
    const from = this.#position;
    try {
      const answer = await this.#on.catchUp(from.epoch, from.position);
      if (this.#stopped) return;
      if (answer.resync) return await this.#startOver();
      this.#on.apply(answer.events);
      if (this.#joined) this.#failures = 0;
      // A frame may have moved us on while the answer was under way.
      if (this.#position.epoch !== answer.epoch || this.#position.position < answer.position) {
        this.#position = { ...from, epoch: answer.epoch, position: answer.position };
      }
    } catch {
      // What is missing stays missing until it is asked for again: by the next connection, or by the next poll.
      if (this.#joined) this.#connection?.close();
    }
  }

  async #startOver(): Promise<void> {
    const position = await this.#on.resync().catch(() => null);
    if (position) this.#position = position;
    else if (this.#joined) this.#connection?.close();
  }
}
