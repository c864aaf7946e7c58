import type { Seen } from './invitations';

/**
 * What this browser has seen of invitations. Kept by the page alone until the visitor has opened the chat, or has consented to the site's storing such things: only
 * then does it last. What a visitor has refused is never stored, and what was stored goes.
 */
export class SeenPages {
  readonly #key: string;
  #lasts = false;
  #refused = false;
  readonly seen: Seen = { views: 0, shown: {} };

  constructor(site: string) {
    this.#key = `crmhub.seen.${site}`;
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? 'null') as Seen | null;
      if (!kept) return;
      this.#lasts = true;
      this.seen = { views: Number(kept.views) || 0, shown: kept.shown ?? {} };
    } catch {
      // A browser that refuses storage, or somebody else's text under our name.
    }
  }

  view(): void {
    this.seen.views++;
    this.#keep();
  }

  shown(id: string, today: number): void {
    this.seen.shown[id] = today;
    this.#keep();
  }

  started(): void {
    this.#lasts = !this.#refused;
    this.#keep();
  }

  /** What the visitor has told the site. It may be taken back. */
  consent(given: boolean): void {
    this.#refused = !given;
    this.#lasts = given;
    if (given) return this.#keep();
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // Then nothing was stored either.
    }
  }

  #keep(): void {
    try {
      if (this.#lasts) localStorage.setItem(this.#key, JSON.stringify(this.seen));
    } catch {
      // Then it is forgotten with the page.
    }
  }
}
