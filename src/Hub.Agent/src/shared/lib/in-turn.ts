const turns = new Map<string, Promise<unknown>>();

/** What concerns the same thing is done one after the other, in the order in which it was asked for. */
export function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(name) ?? Promise.resolve()).then(work, work);
  turns.set(name, turn);
  const done = () => turns.get(name) === turn && turns.delete(name);
  turn.then(done, done);
  return turn;
}

export const toggled = (list: readonly string[], item: string, on: boolean): string[] => [...list.filter((each) => each !== item), ...(on ? [item] : [])];
