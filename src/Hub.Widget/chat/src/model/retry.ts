/** What a refused or failed request says about trying again. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfterMs: number | null,
    /** Codes by field, where input was refused. */
    readonly errors: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${code}`);
  }
}

/** Milliseconds until the next attempt, or null when another attempt would get the same answer. */
export function retryDelay(error: unknown, attempt: number, random: () => number): number | null {
  const backoff = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5)) * (0.5 + random());
  if (!(error instanceof ApiError)) return backoff;
  if (error.status === 429 || error.status === 503) return Math.max(error.retryAfterMs ?? backoff, 250);
  return error.status >= 500 || error.status === 408 ? backoff : null;
}

/** `Retry-After` is seconds or a date. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
