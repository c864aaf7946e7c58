import { errorCode } from '@/api/http';
import type { CatchUpAnswer, DeskEvent, Frame, Hello } from '@/api/types';
import { backOff } from './back-off';
import type { CatchUpRequest } from './catch-up';
import { GroupPositions } from './group-positions';

export interface LiveDoors {
  catchUp(body: CatchUpRequest): Promise<CatchUpAnswer>;
  publish(events: readonly DeskEvent[]): void;
  /** Everything visible has to be fetched again. */
  resync(): void;
}

/** Keeps the positions honest: applies what continues, fetches what was missed, starts over when that is not possible. */
export class LivePositions {
  readonly positions = new GroupPositions();
  readonly #doors: LiveDoors;
  #catching: Promise<void> | null = null;
  #held: Frame[] = [];

  constructor(doors: LiveDoors) {
    this.#doors = doors;
  }

  /** After a reconnect the positions we had are kept where they can still be continued. */
  async hello(hello: Hello): Promise<void> {
    const before = this.positions.epoch;
    const missed = hello.groups.filter(({ group, position }) => (this.positions.get(group) ?? position) < position);
    const strange = hello.groups.some(({ group }) => this.positions.get(group) === undefined);
    if (before !== hello.epoch || strange) {
      // Also on the first connection: what happened between the first requests and the subscription was told to nobody.
      this.positions.reset(hello.epoch, hello.groups);
      this.#doors.resync();
      return;
    }
    if (missed.length > 0) await this.catchUp(missed.map(({ group }) => group));
  }

  /** Joins one more group; false when it was not followed before, so that its content has to be fetched now. */
  async join(group: string, epoch: string, position: number): Promise<boolean> {
    const known = this.positions.epoch === epoch ? this.positions.get(group) : undefined;
    this.positions.epoch ??= epoch;
    if (known === undefined) {
      this.positions.set(group, position);
      return false;
    }
    if (known < position) await this.catchUp([group]);
    return true;
  }

  /** One round of following without a connection; false when the server could not be reached. */
  async poll(groups: string[]): Promise<boolean> {
    let reached = true;
    await this.catchUp(groups, () => {
      reached = false;
    });
    return reached;
  }

  async frame(frame: Frame): Promise<void> {
    if (this.#catching) {
      this.#held.push(frame);
      return this.#catching;
    }
    const verdict = this.positions.judge(frame);
    if (verdict === 'known') return undefined;
    if (verdict === 'gap') return this.catchUp([frame.group]);
    this.positions.set(frame.group, frame.upTo);
    this.#doors.publish(frame.events);
    return undefined;
  }

  /** One after the other: groups that are asked for while others are being fetched must not be forgotten. */
  catchUp(groups: string[], unreached?: () => void): Promise<void> {
    const done: Promise<void> = (this.#catching ?? Promise.resolve())
      .then(() => this.#fetchMissed(groups, unreached))
      .finally(() => {
        if (this.#catching !== done) return;
        this.#catching = null;
        const held = this.#held;
        this.#held = [];
        for (const frame of held) void this.frame(frame);
      });
    this.#catching = done;
    return done;
  }

  async #fetchMissed(groups: string[], unreached?: () => void): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const epoch = this.positions.epoch ?? '';
      try {
        this.#apply(await this.#doors.catchUp({ groups: groups.map((group) => ({ group, epoch, after: this.positions.get(group) ?? 0 })) }));
        return;
      } catch (error) {
        if (errorCode(error) !== 'network') return this.#doors.resync();
        // A poll comes again by itself. Otherwise nobody else may ever ask: no later frame need come that would betray the gap.
        if (unreached) return unreached();
        await new Promise((resolve) => { setTimeout(resolve, Math.min(2000, backOff(attempt))); });
      }
    }
  }

  #apply(answer: CatchUpAnswer): void {
    let over = answer.epoch !== this.positions.epoch;
    this.positions.epoch = answer.epoch;
    for (const group of answer.groups) {
      if (group.denied) {
        this.positions.forget(group.group);
        over = true;
        continue;
      }
      this.#doors.publish(group.events);
      this.positions.set(group.group, group.position);
      over ||= group.resync;
    }
    if (over) this.#doors.resync();
  }
}
