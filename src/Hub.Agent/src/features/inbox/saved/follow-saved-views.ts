import type { QueryClient } from '@tanstack/react-query';
import { errorCode } from '@/api/http';
import type { DeskEvent } from '@/api/types';
import { isBuiltIn } from '@/api/views';
import { applyMatches, type ViewState } from '../model/apply-desk-event';
import { savedView } from '../model/view-of';
import { matchView, type SavedView, savedViewsKey } from '../api/saved-views';
import { viewKey } from '../api/view-key';

const pause = 300;
const pauseAfterFailure = 3000;
const most = 100;

interface Asking {
  ids: Set<string>;
  timer: ReturnType<typeof setTimeout> | undefined;
  running: boolean;
}

const askings = new Map<string, Asking>();

export const touchedIn = (events: readonly DeskEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'conversation' ? [event.row.id] : event.type === 'conversationRemoved' ? [event.id] : []));

/**
 * Whether a conversation is in a saved view is the server's to say. It is asked only by whoever has the view open, only about what was touched, a few times a
 * second at most, and one question at a time, so that no older answer overtakes a newer one.
 */
export function askAgain(client: QueryClient, view: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const asking = askings.get(view) ?? { ids: new Set<string>(), timer: undefined, running: false };
  askings.set(view, asking);
  for (const id of ids) asking.ids.add(id);
  schedule(client, view, asking, pause);
}

function schedule(client: QueryClient, view: string, asking: Asking, after: number): void {
  if (asking.running) return;
  asking.timer ??= setTimeout(() => {
    asking.timer = undefined;
    void ask(client, view, asking);
  }, after);
}

async function ask(client: QueryClient, view: string, asking: Asking): Promise<void> {
  const ids = [...asking.ids].slice(0, most);
  for (const id of ids) asking.ids.delete(id);
  asking.running = true;
  let next = pause;
  try {
    const rows = await matchView(view, ids);
    const of = savedView(client.getQueryData<SavedView[]>(savedViewsKey)?.find((each) => each.id === view)?.sort ?? 'newest');
    client.setQueryData<ViewState>(viewKey(view), (state) => state && applyMatches(state, ids, rows, of));
  } catch (error) {
    // A view that is gone has nothing to follow.
    if (errorCode(error) === 'not_found') asking.ids.clear();
    else for (const id of ids) asking.ids.add(id);
    next = pauseAfterFailure;
  }
  asking.running = false;
  if (asking.ids.size > 0) schedule(client, view, asking, next);
}

/** Views nobody looks at are fetched afresh when somebody does. */
export function followSavedViews(client: QueryClient, events: readonly DeskEvent[]): void {
  const touched = touchedIn(events);
  const customers = events.some((event) => event.type === 'customer');
  if (touched.length === 0 && !customers) return;
  const known = client.getQueryData<SavedView[]>(savedViewsKey) ?? [];
  for (const found of client.getQueryCache().findAll({ queryKey: ['conversations', 'view'] })) {
    const view = String(found.queryKey[2]);
    if (isBuiltIn(view)) continue;
    const open = found.getObserversCount() > 0;
    const renew = !open || (customers && known.find((each) => each.id === view)?.ofCustomer === true);
    if (open) askAgain(client, view, touched);
    if (renew) void client.invalidateQueries({ queryKey: viewKey(view) });
  }
}
