import type { Frame, GroupPosition } from '@/api/types';

export type Verdict = 'apply' | 'known' | 'gap';

/** How far each group has been seen. A frame that does not continue where we are means that something was missed. */
export class GroupPositions {
  epoch: string | null = null;
  readonly #positions = new Map<string, number>();

  judge(frame: Pick<Frame, 'group' | 'epoch' | 'after' | 'upTo'>): Verdict {
    const position = this.#positions.get(frame.group);
    if (frame.epoch !== this.epoch || position === undefined) return 'gap';
    if (frame.upTo <= position) return 'known';
    return frame.after === position ? 'apply' : 'gap';
  }

  get(group: string): number | undefined {
    return this.#positions.get(group);
  }

  set(group: string, position: number): void {
    this.#positions.set(group, position);
  }

  forget(group: string): void {
    this.#positions.delete(group);
  }

  /** Starts over, as the server says it stands. */
  reset(epoch: string, groups: GroupPosition[]): void {
    this.epoch = epoch;
    this.#positions.clear();
    for (const { group, position } of groups) this.#positions.set(group, position);
  }

  all(): GroupPosition[] {
    return Array.from(this.#positions, ([group, position]) => ({ group, position }));
  }
}
