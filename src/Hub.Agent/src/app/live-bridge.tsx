import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { agentsKey } from '@/api/directory';
import type { DeskEvent } from '@/api/types';
import { attentionKey } from '@/features/attention/api/attention';
import { parkedKey } from '@/features/attention/api/parked';
import { applyToCalls } from '@/features/calls/api/calls';
import { applyToCustomers } from '@/features/customers/api/customer-query';
import { applyToFollowUps } from '@/features/follow-ups/api/follow-ups';
import { countsKey } from '@/features/inbox/api/counts';
import { savedCountsKey } from '@/features/inbox/api/saved-views';
import { applyToViews } from '@/features/inbox/api/view-query';
import { notificationsKey } from '@/features/notifications/api/notifications';
import { applyToConversations } from '@/features/thread/api/conversation-query';
import { applyToThreads } from '@/features/thread/api/messages-query';
import { settlePending } from '@/features/thread/model/outbox';
import { connectionState } from '@/realtime/connection-state';
import { onDeskEvents, onResync, onSignal } from '@/realtime/event-bus';
import { liveDesk } from '@/realtime/live-desk';
import { applySignal } from '@/realtime/presence';
import { useMe } from '@/shared/hooks/use-me';

const countsAtMostEvery = 2000;
/** The server keeps what a saved view counts for three seconds: asked sooner, it may not know yet what has just happened, and nothing would ask again. */
const savedCountsAfter = 3200;
const liveKeys = ['views', 'conversations', 'conversation', 'messages', 'customer', 'timeline', 'followUps', 'calls'];

/** Counts are the server's to know; while events arrive they are fetched again, but not for every one. */
function countsRefresher(client: QueryClient): { poke: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saved: ReturnType<typeof setTimeout> | undefined;
  let touchedAt = 0;
  const ask = (queryKey: readonly string[]) => void client.invalidateQueries({ queryKey });
  const askSaved = () => {
    ask(savedCountsKey);
    saved = Date.now() - touchedAt < savedCountsAfter ? setTimeout(askSaved, savedCountsAfter) : undefined;
  };
  return {
    poke: () => {
      touchedAt = Date.now();
      saved ??= setTimeout(askSaved, savedCountsAfter);
      timer ??= setTimeout(() => {
        timer = undefined;
        ask(countsKey);
        ask(attentionKey);
      }, countsAtMostEvery);
    },
    stop: () => {
      clearTimeout(timer);
      clearTimeout(saved);
    },
  };
}

export function LiveBridge() {
  const client = useQueryClient();
  const me = useMe().id;
  useEffect(() => {
    const counts = countsRefresher(client);
    const apply = (events: readonly DeskEvent[]) => {
      applyToViews(client, events, me);
      applyToConversations(client, events);
      applyToThreads(client, events);
      applyToCustomers(client, events);
      applyToFollowUps(client, events);
      applyToCalls(client, events);
      settlePending(events);
      if (events.some((event) => event.type === 'conversation' || event.type === 'conversationRemoved')) counts.poke();
    };
    const ask = (...keys: (readonly string[])[]) => keys.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
    const ends = [
      onDeskEvents(apply),
      onSignal(applySignal),
      onSignal(({ type }) => {
        if (type === 'notifications') ask(notificationsKey);
        else if (type === 'parked') ask(attentionKey, parkedKey);
      }),
      // Hints that came while there was no connection are lost.
      connectionState.subscribe(() => connectionState.get() === 'live' && ask(notificationsKey, attentionKey, parkedKey, agentsKey)),
      onResync(() => {
        for (const key of liveKeys) void client.invalidateQueries({ queryKey: [key] });
      }),
      liveDesk.start(),
      counts.stop,
    ];
    return () => ends.forEach((end) => end());
  }, [client, me]);
  return null;
}
