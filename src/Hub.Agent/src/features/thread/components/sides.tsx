import { useState } from 'react';
import { Link } from 'wouter';
import type { ConversationDetail, SideConversation } from '@/api/types';
import { mayHere } from '@/shared/hooks/use-me';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { useSides } from '../api/sides';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './letter.module.css';
import { SideDialog } from './side-dialog';

/** What was asked of others about this conversation. The customer sees nothing of it. */
export function Sides({ detail }: { detail: ConversationDetail }) {
  const t = { ...useThreadTexts(), ...useLetterTexts() };
  const language = useLanguage();
  const sides = useSides(detail.id, detail.lastNumber).data;
  const [asking, setAsking] = useState(false);
  if (detail.sideOf) {
    return (
      <div className={styles.strip} role="note">
        <Icon name="lock" size={14} />
        <span>{t.side.isSide}</span>
        <Link href={`/inbox/open/${detail.sideOf.id}`}>{t.join.number(detail.sideOf.number)}</Link>
      </div>
    );
  }
  const mayAsk = mayHere(detail)('conversations.reply') && (sides?.accounts.length ?? 0) > 0 && detail.status !== 'spam';
  if (!sides || (sides.items.length === 0 && !mayAsk)) return null;
  const state = (side: SideConversation) => (side.status === 'resolved' ? t.side.done : side.answered ? t.side.answered(formatShort(side.lastActivityAt, language)) : t.side.waiting);
  return (
    <div className={styles.sides}>
      {sides.items.map((side) => (
        <Link key={side.id} href={`/inbox/open/${side.id}`} className={styles.side}>
          <Icon name="lock" size={12} />
          <span className={styles.sideName}>{t.side.asked(side.name ?? '')}</span>
          <span>{state(side)}</span>
        </Link>
      ))}
      {mayAsk && <Button look="link" onClick={() => setAsking(true)}>{t.side.ask}</Button>}
      {asking && <SideDialog detail={detail} accounts={sides.accounts} onClose={() => setAsking(false)} />}
    </div>
  );
}
