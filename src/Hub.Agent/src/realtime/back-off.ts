const first = 500;
const longest = 30_000;

/** Full jitter: after an outage the desks must not all come back in the same second. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longest, first * 2 ** attempt);
  return Math.round(ceiling / 4 + random() * ceiling * 0.75);
}
