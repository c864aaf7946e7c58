import { firstDue, type Invitation } from './invitations';
import type { Look } from './look';
import type { SeenPages } from './seen';

const tickMs = 1_000;
const dayMs = 86_400_000;

/**
 * Watches which page is looked at and for how long. Addresses are compared once a second: applications change them in ways no event tells, and wrapping the
 * page's history functions would be meddling.
 */
export class PageWatch {
  #href = location.href;
  #seconds = 0;
  #look: Look | null = null;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly seen: SeenPages,
    private readonly on: { page(href: string): void; due(invitation: Invitation): void; busy(): boolean },
  ) {
    this.seen.view();
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  get href(): string {
    return this.#href;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  dress(look: Look | null): void {
    this.#look = look;
  }

  /** The page says itself where it is, or has moved. */
  page(href: string): void {
    if (href === this.#href) return;
    this.#href = href;
    this.#seconds = 0;
    this.seen.view();
    this.on.page(href);
  }

  #last = location.href;

  #tick(): void {
    if (location.href !== this.#last) {
      this.#last = location.href;
      this.page(location.href);
    }
    if (document.visibilityState !== 'visible') return;
    this.#seconds++;
    const look = this.#look;
    if (!look || look.invitations.length === 0 || this.on.busy()) return;
    const open = look.turnsAt !== null && Date.now() >= look.turnsAt ? !look.open : look.open;
    const today = Math.floor(Date.now() / dayMs);
    const due = firstDue(look.invitations, { href: this.#href, seconds: this.#seconds, views: this.seen.seen.views, open, today }, this.seen.seen);
    if (!due) return;
    this.seen.shown(due.id, today);
    this.on.due(due);
  }
}
