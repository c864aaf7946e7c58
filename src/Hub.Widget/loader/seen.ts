import type { Seen } from './invitations';

/**
 * What this browser has seen of invitations. Kept by the page alone until the visitor has opened the chat; only from then on does it last, since only then is
 * there somebody who wanted something of the site that needs a memory.
 */
export class SeenPages {
  readonly #key: string;
  #lasts = false;
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
    this.#lasts = true;
    this.#keep();
  }

  #keep(): void {
    try {
      if (this.#lasts) localStorage.setItem(this.#key, JSON.stringify(this.seen));
    } catch {
      // Then it is forgotten with the page.
    }
  }
}
