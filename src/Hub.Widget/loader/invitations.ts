// When a page speaks first. Everything is decided here, in the page: before the visitor opens the chat nothing about them leaves it.

export interface Invitation {
  id: string;
  /** Of the address, with * for anything: a path such as /cart*, or a whole address. */
  page: string;
  seconds: number;
  /** From this page view on. */
  views: number;
  onlyOpen: boolean;
  /** Not again for so many days; 0: once a page. */
  days: number;
  text: string;
}

export interface Moment {
  href: string;
  /** Looked at for so long. */
  seconds: number;
  views: number;
  open: boolean;
  /** Days since the epoch. */
  today: number;
}

export interface Seen {
  views: number;
  /** The day each was shown on. */
  shown: Record<string, number>;
}

export function matches(pattern: string, href: string): boolean {
  const url = new URL(href);
  const whole = /^https?:\/\//.test(pattern);
  const expression = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const path = url.pathname + url.search;
  return new RegExp(`^${expression}$`).test(whole ? url.origin + path : path) || (!whole && new RegExp(`^${expression}$`).test(url.pathname));
}

export function firstDue(invitations: readonly Invitation[], now: Moment, seen: Seen): Invitation | undefined {
  return invitations.find((each) => {
    const shown = seen.shown[each.id];
    return (
      matches(each.page, now.href) &&
      now.seconds >= each.seconds &&
      now.views >= each.views &&
      (now.open || !each.onlyOpen) &&
      (shown === undefined || (each.days > 0 && now.today - shown >= each.days))
    );
  });
}
