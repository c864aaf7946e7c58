import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import type { ViewId } from '@/api/views';
import { CautionStrip } from '@/features/customers/components/caution-strip';
import { CustomerRecord } from '@/features/customers/components/customer-record';
import { DueStrip } from '@/features/follow-ups/components/due-strip';
import { InboxList } from '@/features/inbox/components/inbox-list';
import { useReadNotifications } from '@/features/notifications/components/use-read-notifications';
import { useConversation } from '@/features/thread/api/conversation-query';
import { ConversationThread } from '@/features/thread/components/conversation-thread';
import { liveDesk } from '@/realtime/live-desk';
import { useMedia } from '@/shared/hooks/use-media';
import { keyLabel } from '@/shared/keys/key-press';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { classNames } from '@/shared/lib/class-names';
import { IconButton } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/states';
import { toggleColumn, useLayout } from './layout';
import { useAppTexts } from './locales/use-app-texts';
import styles from './shell.module.css';

export function InboxPage({ view, id }: { view: ViewId; id: string | null }) {
  const t = useAppTexts();
  const layout = useLayout();
  const [, navigate] = useLocation();
  const narrow = useMedia('(max-width: 820px)');
  const [recordFor, setRecordFor] = useState<string | null>(null);
  // On a phone the record is a page of its own, and never open by itself.
  const recordOpen = narrow ? recordFor !== null && recordFor === id : layout.record;
  const toggleRecord = () => (narrow ? setRecordFor(recordOpen ? null : id) : toggleColumn('record'));
  useEffect(() => {
    if (id === null) liveDesk.open(null);
  }, [id]);
  useReadNotifications(id);
  useShortcuts({ 'list.fold': () => toggleColumn('list'), 'conversation.record': id !== null && toggleRecord });

  return (
    <div className={classNames(styles.inbox, id !== null && styles.withThread, recordOpen && id !== null && styles.withRecord, !layout.list && styles.withoutList)}>
      <div className={styles.list}>{view === 'mine' && <DueStrip />}<InboxList key={view} view={view} selectedId={id} /></div>
      <main className={styles.thread}>
        <IconButton className={styles.foldList} icon={layout.list ? 'back' : 'forward'} label={layout.list ? t.foldList : t.unfoldList} shortcut={keyLabel('list.fold')} onClick={() => toggleColumn('list')} />
        {id === null ? (
          <EmptyState icon="inbox" title={t.chooseTitle}>{t.chooseHint}</EmptyState>
        ) : (
          <ConversationThread key={id} id={id} frame={{ onBack: () => navigate(`/inbox/${view}`), recordOpen, onToggleRecord: toggleRecord }} notice={<Caution conversationId={id} />} />
        )}
      </main>
      {id !== null && recordOpen && <RecordColumn key={id} id={id} view={view} onClose={toggleRecord} />}
    </div>
  );
}

function Caution({ conversationId }: { conversationId: string }) {
  const customer = useConversation(conversationId).data?.customer;
  return customer ? <CautionStrip customerId={customer.id} /> : null;
}

function RecordColumn({ id, view, onClose }: { id: string; view: ViewId; onClose: () => void }) {
  const t = useAppTexts();
  const { data, error } = useConversation(id);
  const customerId = errorCode(error) === 'not_found' ? null : data?.customer.id;
  return (
    <aside className={styles.record} aria-label={t.record}>
      <IconButton className={styles.closeRecord} icon="back" label={t.back} onClick={onClose} />
      {customerId && <CustomerRecord customerId={customerId} currentConversationId={id} hrefOf={(other) => `/inbox/${view}/${other}`} />}
    </aside>
  );
}
