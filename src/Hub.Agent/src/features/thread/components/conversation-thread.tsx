import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useBrands } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { ConversationDetail, Message } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { liveDesk } from '@/realtime/live-desk';
import { useViewers } from '@/realtime/presence';
import { useMe } from '@/shared/hooks/use-me';
import { useCustomerName, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { IconButton } from '@/shared/ui/button';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { useConversation } from '../api/conversation-query';
import { useMessages } from '../api/messages-query';
import type { ThreadState } from '../model/apply-desk-event';
import { missingBeforeResolve, saidOf } from '../model/classification';
import { useThreadTexts } from '../locales/use-thread-texts';
import { Composer } from './composer';
import { HelpStrip } from './help-strip';
import styles from './conversation-thread.module.css';
import { LazyElsewhere, LazyJoinStrip, LazySides } from './lazy-letters';
import { MessageList } from './message-list';
import { type ThreadFrame, ThreadHeader } from './thread-header';
import { ScheduledList } from './scheduled-list';
import { useActions } from './use-actions';

const none: Message[] = [];

/** Mounted anew for each conversation (`key`), so that nothing of one leaks into another. */
export function ConversationThread({ id, frame, notice }: { id: string; frame: ThreadFrame; notice?: ReactNode }) {
  const t = useThreadTexts();
  const shared = useSharedTexts();
  const detail = useConversation(id);
  const messages = useMessages(id);
  useEffect(() => liveDesk.open(id), [id]);

  // Also when it was there before: who may not see it any more sees nothing of it.
  const missing = detail.isError && errorCode(detail.error) === 'not_found';
  if (missing || (detail.isError && !detail.data)) {
    return (
      <section className={styles.thread} aria-label={t.thread}>
        <IconButton className={styles.back} icon="back" label={t.back} onClick={frame.onBack} />
        {missing ? <EmptyState icon="search" title={t.notFound} /> : <ErrorState title={t.failed} retryLabel={shared.tryAgain} onRetry={() => void detail.refetch()} />}
      </section>
    );
  }
  return (
    <section className={styles.thread} aria-label={t.thread} aria-busy={!messages.data}>
      {detail.data ? <Loaded detail={detail.data} state={messages.data} frame={frame} notice={notice} /> : <Skeleton rows={6} kind="bubble" />}
      {messages.isError && !messages.data && <ErrorState title={t.failed} retryLabel={shared.tryAgain} onRetry={() => void messages.refetch()} />}
    </section>
  );
}

function Loaded({ detail, state, frame, notice }: { detail: ConversationDetail; state: ThreadState | undefined; frame: ThreadFrame; notice: ReactNode }) {
  const actions = useActions(detail);
  const words = useVocabulary();
  const brand = useBrands().find((each) => each.id === detail.brandId);
  const missing = missingBeforeResolve(saidOf(detail), brand, words);
  const [asked, setAsked] = useState(0);
  return (
    <>
      <ThreadHeader detail={detail} actions={actions} frame={frame} missing={missing} asked={asked} />
      {state ? <MessageList detail={detail} state={state} /> : <div className={styles.waiting}><Skeleton rows={6} kind="bubble" /></div>}
      <ColleagueTyping conversationId={detail.id} />
      <ScheduledList detail={detail} messages={state?.messages ?? none} />
      <HelpStrip detail={detail} actions={actions} />
      <Suspense fallback={null}>
        <LazyJoinStrip detail={detail} />
        <LazyElsewhere detail={detail} />
        <LazySides detail={detail} />
      </Suspense>
      {notice}
      <Composer detail={detail} lastNumber={state?.messages.at(-1)?.number ?? 0} onMissing={missing.length > 0 ? () => setAsked((times) => times + 1) : null} />
      <Announcements state={state} />
    </>
  );
}

function ColleagueTyping({ conversationId }: { conversationId: string }) {
  const t = useThreadTexts();
  const me = useMe().id;
  const colleague = useViewers(conversationId).find((viewer) => viewer.typing && viewer.id !== me);
  return <p className={styles.typing} role="status">{colleague && t.colleagueTyping(colleague.name)}</p>;
}

/** Reads new customer messages out to those who cannot see them come. */
function Announcements({ state }: { state: ThreadState | undefined }) {
  const t = useThreadTexts();
  const { contents } = useSharedTexts();
  const customerName = useCustomerName();
  const [said, setSaid] = useState('');
  const last = state?.messages.at(-1);
  const known = useRef<number | null>(null);
  useEffect(() => {
    if (!last) return;
    const isNew = known.current !== null && last.number > known.current;
    known.current = last.number;
    if (isNew && last.kind === 'inbound') setSaid(t.announce(customerName(last.sender.name), last.content.type === 'text' || last.content.type === 'email' ? last.content.body : (contents[last.content.type] ?? '')));
  }, [last, t, customerName, contents]);
  return <div className="visually-hidden" role="log" aria-live="polite">{said}</div>;
}
