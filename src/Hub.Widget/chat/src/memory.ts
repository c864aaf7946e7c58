import type { Pending } from './model/types';

// What survives a reload. Browsers may refuse storage to a frame; then the chat works until the page is left.

export class Memory {
  #token: string | null = null;

  constructor(private readonly site: string) {}

  /** Shared by all tabs, so that they are one visitor. */
  get token(): string | null {
    return attempt(() => localStorage.getItem(`crmhub.visitor.${this.site}`)) ?? this.#token;
  }

  set token(value: string | null) {
    this.#token = value;
    attempt(() => {
      if (value) localStorage.setItem(`crmhub.visitor.${this.site}`, value);
      else localStorage.removeItem(`crmhub.visitor.${this.site}`);
    });
  }

  /** Whether the token belongs to somebody the site signed in. */
  get verified(): boolean {
    return attempt(() => localStorage.getItem(`crmhub.verified.${this.site}`)) === '1';
  }

  set verified(value: boolean) {
    attempt(() => {
      if (value) localStorage.setItem(`crmhub.verified.${this.site}`, '1');
      else localStorage.removeItem(`crmhub.verified.${this.site}`);
    });
  }

  get draft(): string {
    return attempt(() => sessionStorage.getItem(`crmhub.draft.${this.site}`)) ?? '';
  }

  set draft(value: string) {
    attempt(() => sessionStorage.setItem(`crmhub.draft.${this.site}`, value));
  }

  /** What is being filled in. */
  form(name: string): Record<string, string> {
    return attempt(() => JSON.parse(sessionStorage.getItem(`crmhub.form.${name}.${this.site}`) ?? '{}') as Record<string, string>) ?? {};
  }

  keepForm(name: string, values: Record<string, string> | null): void {
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

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
