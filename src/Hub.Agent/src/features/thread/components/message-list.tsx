import { useMemo, useRef, useState } from 'react';
import type { ConversationDetail, MessageVia } from '@/api/types';
import { useVisitorTyping } from '@/realtime/presence';
import { useMe } from '@/shared/hooks/use-me';
import { useNow } from '@/shared/hooks/use-now';
import { useChannelName, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { dayKey, formatDay } from '@/shared/lib/dates';
import { formatAddress } from '@/shared/lib/format-phone';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { Spinner } from '@/shared/ui/states';
import { useLoadEarlier } from '../api/messages-query';
import type { ThreadState } from '../model/apply-desk-event';
import { usePending } from '../model/outbox';
import { firstUnreadNumber, threadItems } from '../model/thread-items';
import { useThreadTexts } from '../locales/use-thread-texts';
import { ActivityLines } from './activity-lines';
import listStyles from './message-list.module.css';
import { MessageView } from './message-view';
import styles from './message.module.css';
import { PendingView } from './pending-view';
import { useFollowEnd } from './use-follow-end';
import { useMarkRead } from './use-mark-read';
import { Quotable } from './use-quotable';

export function MessageList({ detail, state }: { detail: ConversationDetail; state: ThreadState }) {
  const t = useThreadTexts();
  const shared = useSharedTexts();
  const me = useMe().id;
  const scroller = useRef<HTMLDivElement>(null);
  const { loadEarlier, loading } = useLoadEarlier(detail.id);
  const pending = usePending(detail.id);
  // What was unread when the conversation was opened stays marked while it is looked at.
  const [unreadAtOpening] = useState(detail.unread);
  const [openedAt] = useState(detail.lastNumber);
  const firstUnread = useMemo(() => {
    const loaded = (state.messages.at(-1)?.number ?? 0) >= openedAt;
    return loaded ? firstUnreadNumber(state.messages.filter((message) => message.number <= openedAt), unreadAtOpening) : null;
  }, [state.messages, openedAt, unreadAtOpening]);
  const items = useMemo(() => threadItems(state.messages, firstUnread), [state.messages, firstUnread]);
  const last = state.messages.at(-1);
  const follow = useFollowEnd(scroller, { first: state.messages[0]?.number ?? 0, last: last?.number ?? 0, lastIsOwn: last?.kind !== 'inbound' && last?.sender.id === me, pending: pending.length });
  useMarkRead(detail, last?.number ?? 0, follow.atEnd);

  const jumpToUnread = async () => {
    const mark = () => scroller.current?.querySelector('[data-unread]');
    for (let page = 0; !mark() && page < 20 && (await loadEarlier()); page += 1) await new Promise(requestAnimationFrame);
    mark()?.scrollIntoView({ block: 'start' });
  };

  return (
    <Quotable value={detail.canReply && detail.capabilities.quotes === true}>
    <div className={listStyles.frame}>
      {unreadAtOpening > 0 && follow.unreadAbove && <button type="button" className={listStyles.above} onClick={() => void jumpToUnread()}>{t.toUnread(unreadAtOpening)}</button>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable to be scrolled by keyboard */}
      <div ref={scroller} className={listStyles.scroller} tabIndex={0} role="region" aria-label={t.messages} data-thread="" onScroll={follow.onScroll}>
        <div className={listStyles.content}>
          <div className={listStyles.top}>
            {loading ? <Spinner label={shared.loading} /> : state.hasEarlier ? <Button look="quiet" onClick={() => void loadEarlier()}>{t.earlier}</Button> : <span>{t.start}</span>}
          </div>
          {items.map((item) => {
            switch (item.type) {
              case 'day':
                return <Day key={item.key} at={item.at} />;
              case 'unread':
                return <div key={item.key} className={styles.unread} data-unread="">{t.unreadHere}</div>;
              case 'crossing':
                return <Crossing key={item.key} detail={detail} via={item.via} />;
              case 'activities':
                return <ActivityLines key={item.key} messages={item.messages} />;
              case 'message':
                return <MessageView key={item.key} message={item.message} startsGroup={item.startsGroup} me={me} customer={detail.customer} accountId={item.message.via?.accountId ?? detail.accountId} />;
            }
          })}
          {pending.map((each) => <PendingView key={each.id} pending={each} messages={state.messages} />)}
          <CustomerTyping detail={detail} />
        </div>
      </div>
      {!follow.atEnd && (
        <button type="button" className={listStyles.below} onClick={follow.toEnd}>
          <Icon name="down" size={14} />
          {follow.newBelow > 0 ? t.newBelow(follow.newBelow) : t.toBottom}
        </button>
      )}
    </div>
    </Quotable>
  );
}

function CustomerTyping({ detail }: { detail: ConversationDetail }) {
  const t = useThreadTexts();
  const typing = useVisitorTyping(detail.id);
  return typing ? <p className={listStyles.typing}>{t.customerTyping(detail.customer.name)}</p> : null;
}

/** From here on by another channel. */
function Crossing({ detail, via }: { detail: ConversationDetail; via: MessageVia | null }) {
  const t = useThreadTexts().crossing;
  const channelName = useChannelName();
  const { channel, accountName } = via ?? detail;
  return <div className={styles.crossing}><ChannelMark channel={channel} label={t.fromHere(channelName(channel), formatAddress(via?.address ?? accountName))} withLabel /></div>;
}

const dayBefore = 86_400_000;

function Day({ at }: { at: string }) {
  const t = useThreadTexts();
  const language = useLanguage();
  const now = useNow(60_000);
  const day = dayKey(at);
  const name = day === dayKey(new Date(now)) ? t.today : day === dayKey(new Date(now - dayBefore)) ? t.yesterday : formatDay(at, language);
  return <div className={styles.day}>{name}</div>;
}
