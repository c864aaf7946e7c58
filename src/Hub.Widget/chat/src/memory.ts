import type { Pending } from './model/types';

// What survives a reload. Browsers may refuse storage to a frame; then the chat works until the page is left.

const forms = ['away', 'details', 'mail'] as const;
export type FormName = (typeof forms)[number];

export class Memory {
  // Only what the browser would not store: what another tab takes away is gone here too.
  #token: string | null = null;
  #verified = false;

  constructor(private readonly site: string) {}

  /** Shared by all tabs, so that they are one visitor. */
  get token(): string | null {
    return attempt(() => localStorage.getItem(`crmhub.visitor.${this.site}`)) ?? this.#token;
  }

  set token(value: string | null) {
    this.#token = store(`crmhub.visitor.${this.site}`, value) ? null : value;
  }

  /** Whether the token belongs to somebody the site signed in. */
  get verified(): boolean {
    return attempt(() => localStorage.getItem(`crmhub.verified.${this.site}`)) === '1' || this.#verified;
  }

  set verified(value: boolean) {
    this.#verified = !store(`crmhub.verified.${this.site}`, value ? '1' : null) && value;
  }

  get draft(): string {
    return attempt(() => sessionStorage.getItem(`crmhub.draft.${this.site}`)) ?? '';
  }

  set draft(value: string) {
    attempt(() => sessionStorage.setItem(`crmhub.draft.${this.site}`, value));
  }

  /** Who was here, and what they were writing. */
  forget(): void {
    this.token = null;
    this.verified = false;
    this.draft = '';
    for (const name of forms) this.keepForm(name, null);
  }

  /** What is being filled in. */
  form(name: FormName): Record<string, string> {
    return attempt(() => JSON.parse(sessionStorage.getItem(`crmhub.form.${name}.${this.site}`) ?? '{}') as Record<string, string>) ?? {};
  }

  keepForm(name: FormName, values: Record<string, string> | null): void {
    attempt(() => {
      if (values) sessionStorage.setItem(`crmhub.form.${name}.${this.site}`, JSON.stringify(values));
      else sessionStorage.removeItem(`crmhub.form.${name}.${this.site}`);
    });
  }

  /** Of this tab only: two tabs sending the same backlog would be a waste, though the ids make it harmless. */
  pending(visitorId: string): Pending[] {
    const stored = attempt(() => sessionStorage.getItem(`crmhub.pending.${this.site}`));
    if (!stored) return [];
    const kept = attempt(() => JSON.parse(stored) as { visitorId: string; items: Pending[] });
    return kept?.visitorId === visitorId && Array.isArray(kept.items) ? kept.items : [];
  }

  keepPending(visitorId: string, items: Pending[]): void {
    const unsent = items.filter((item) => item.state !== 'sent');
    attempt(() => sessionStorage.setItem(`crmhub.pending.${this.site}`, JSON.stringify({ visitorId, items: unsent })));
  }
}

/** Answers whether the browser has done it. */
function store(key: string, value: string | null): boolean {
  return (
    attempt(() => {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
      return true;
    }) ?? false
  );
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
