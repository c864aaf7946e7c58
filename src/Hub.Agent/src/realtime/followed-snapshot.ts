import type { DeskEvent } from '@/api/types';
import { snapshotWithEvents } from './event-log';
import { liveDesk } from './live-desk';

/**
 * A snapshot of a conversation that is followed from before it was taken. Where following began later, what happened in between was told to nobody: `again`
 * says, after the answer has been kept, that it has to be taken once more.
 */
export async function followedSnapshot<T>(id: string, take: () => Promise<T>, again: () => void, followed = liveDesk.followed): Promise<{ snapshot: T; events: DeskEvent[] }> {
  const { late } = await followed(id);
  const taken = await snapshotWithEvents(take);
  if (late) void late.then(() => setTimeout(again));
  return taken;
}
