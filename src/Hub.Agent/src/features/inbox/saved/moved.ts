/** The same list with one of them a step up or down. */
export function moved<T extends { id: string }>(list: readonly T[], id: string, step: number): T[] {
  const at = list.findIndex((each) => each.id === id);
  const to = at + step;
  const item = list[at];
  if (!item || to < 0 || to >= list.length) return [...list];
  return list.toSpliced(at, 1).toSpliced(to, 0, item);
}
