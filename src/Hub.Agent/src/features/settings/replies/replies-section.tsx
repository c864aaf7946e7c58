import { useMemo, useState } from 'react';
import type { CannedReply } from '@/api/types';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatShort } from '@/shared/lib/dates';
import { fold } from '@/shared/lib/fold';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { useReplies } from './replies-api';
import styles from './replies.module.css';
import { ReplyDialog } from './reply-dialog';
import { useRepliesTexts } from './texts';

const order = { own: 0, team: 1, brand: 2 };

export function RepliesSection() {
  const t = useRepliesTexts();
  const shared = useSharedTexts();
  const replies = useReplies();
  const [wanted, setWanted] = useState('');
  const [edited, setEdited] = useState<CannedReply | 'new' | null>(null);
  const groups = useMemo(() => {
    const text = fold(wanted.trim());
    const matching = (replies.data ?? []).filter((reply) => fold([reply.title, reply.shortcut, reply.folder, reply.bodyJa, reply.bodyEn].join('\n')).includes(text));
    const sorted = matching.toSorted((a, b) => order[a.scope] - order[b.scope] || a.ownerName.localeCompare(b.ownerName) || a.folder.localeCompare(b.folder) || a.title.localeCompare(b.title));
    const byOwner = new Map<string, CannedReply[]>();
    for (const reply of sorted) byOwner.set(reply.ownerId, [...(byOwner.get(reply.ownerId) ?? []), reply]);
    return byOwner;
  }, [replies.data, wanted]);
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      <div className={styles.head}>
        <Field label={t.find} type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />
        <Button look="primary" icon="plus" onClick={() => setEdited('new')}>{t.add}</Button>
      </div>
      {replies.isPending && <Skeleton rows={6} />}
      {replies.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void replies.refetch()} />}
      {replies.data?.length === 0 && <EmptyState icon="bolt" title={t.none}>{t.noneHint}</EmptyState>}
      {replies.data && replies.data.length > 0 && groups.size === 0 && <p className={styles.hint} role="status">{t.noMatch}</p>}
      {[...groups].map(([key, items]) => <Group key={key} items={items} onEdit={setEdited} />)}
      {edited && <ReplyDialog reply={edited === 'new' ? null : edited} folders={[...new Set((replies.data ?? []).map((reply) => reply.folder).filter(Boolean))]} onClose={() => setEdited(null)} />}
    </section>
  );
}

function Group({ items, onEdit }: { items: CannedReply[]; onEdit: (reply: CannedReply) => void }) {
  const t = useRepliesTexts();
  const language = useLanguage();
  const first = items[0];
  if (!first) return null;
  return (
    <div>
      <h3 className={styles.group}>{t.group(t.scopes[first.scope], first.ownerName)}</h3>
      <ul>
        {items.map((reply, index) => (
          <li key={reply.id}>
            {reply.folder !== items[index - 1]?.folder && reply.folder && <p className={styles.folder}>{reply.folder.split('/').join(' › ')}</p>}
            <button type="button" className={styles.row} onClick={() => onEdit(reply)}>
              <strong>{reply.title}</strong>
              {reply.shortcut && <code>{`/${reply.shortcut}`}</code>}
              <span className={styles.text}>{(language === 'ja' ? (reply.bodyJa ?? reply.bodyEn) : (reply.bodyEn ?? reply.bodyJa)) ?? ''}</span>
              {reply.files.length > 0 && <Icon name="paperclip" size={14} />}
              <span className={styles.languages}>{[reply.bodyJa && 'JA', reply.bodyEn && 'EN'].filter(Boolean).join(' · ')}</span>
              <span className={styles.used} title={reply.lastUsedAt ? t.usedTitle(reply.used, formatShort(reply.lastUsedAt, language)) : t.unused}>{reply.used > 0 ? t.used(reply.used) : '—'}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
