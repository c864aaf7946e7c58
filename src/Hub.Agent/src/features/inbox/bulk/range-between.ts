/** Everything from one to the other, whichever comes first; only the second when the first has gone. */
export function rangeBetween(order: readonly string[], one: string, other: string): string[] {
  const [a, b] = [order.indexOf(one), order.indexOf(other)];
  if (b < 0) return [];
  return a < 0 ? [other] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
}
