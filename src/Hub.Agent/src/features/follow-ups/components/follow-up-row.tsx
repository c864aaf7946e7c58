import { Link } from 'wouter';
import { useAgents } from '@/api/directory';
import type { FollowUp } from '@/api/types';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { useCustomerName } from '@/shared/hooks/use-shared-texts';
import { openFollowUp } from '@/shared/lib/dialogs';
import { Button, IconButton } from '@/shared/ui/button';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';
import { DueTime } from './due-time';
import styles from './follow-ups.module.css';
import { useSettle } from './use-settle';

const sign = '#';

export function FollowUpRow({ followUp, showOwner = false }: { followUp: FollowUp; showOwner?: boolean }) {
  const t = useFollowUpTexts();
  const me = useMe();
  const may = useMay()('conversations.reply');
  const customerName = useCustomerName();
  const owner = useAgents().find((agent) => agent.id === followUp.ownerId);
  const { finish, take } = useSettle();
  return (
    <li className={styles.row}>
      <Link href={`/inbox/mine/${followUp.conversationId}`} className={styles.main}>
        <span className={styles.what}>{followUp.text || t.callBack}</span>
        <span className={styles.faint}>
          {customerName(followUp.customerName)} {sign}{followUp.conversationNumber}
          {showOwner && <span className={styles.owner}>{followUp.ownerId === me.id ? t.me : (owner?.name ?? t.team)}</span>}
        </span>
        {followUp.returnedAt && followUp.ownerId === null && <span className={styles.faint}>{t.returned}</span>}
      </Link>
      <DueTime followUp={followUp} />
      {may && (
        <span className={styles.tools}>
          {followUp.ownerId === null && <Button onClick={() => void take(followUp, me.id)}>{t.take}</Button>}
          <IconButton icon="clock" label={t.edit} onClick={() => openFollowUp(followUp.conversationId, followUp)} />
          <IconButton icon="check" label={t.done} onClick={() => void finish(followUp)} />
        </span>
      )}
    </li>
  );
}
