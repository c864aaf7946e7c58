import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DeskEvent } from '@/api/types';
import { applyToCustomers } from '@/features/customers/api/customer-query';
import { countsKey } from '@/features/inbox/api/counts';
import { applyToViews } from '@/features/inbox/api/view-query';
import { applyToConversations } from '@/features/thread/api/conversation-query';
import { applyToThreads } from '@/features/thread/api/messages-query';
import { settlePending } from '@/features/thread/model/outbox';
import { onDeskEvents, onResync, onSignal } from '@/realtime/event-bus';
import { liveDesk } from '@/realtime/live-desk';
import { applySignal, forgetPresence } from '@/realtime/presence';
import { useMe } from '@/shared/hooks/use-me';

const countsAtMostEvery = 2000;
const liveKeys = ['conversations', 'conversation', 'messages', 'customer', 'timeline'];

/** Counts are the server's to know; while events arrive they are fetched again, but not for every one. */
function countsRefresher(client: QueryClient): { poke: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    poke: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: countsKey });
      }, countsAtMostEvery);
    },
    stop: () => clearTimeout(timer),
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
      settlePending(events);
      if (events.some((event) => event.type === 'conversation' || event.type === 'conversationRemoved')) counts.poke();
    };
    const ends = [
      onDeskEvents(apply),
      onSignal(applySignal),
      onResync(() => {
        forgetPresence();
        for (const key of liveKeys) void client.invalidateQueries({ queryKey: [key] });
      }),
      liveDesk.start(),
      counts.stop,
    ];
    return () => ends.forEach((end) => end());
  }, [client, me]);
  return null;
}
