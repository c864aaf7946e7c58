import { Link } from 'wouter';
import type { AuditEntry } from '@/api/types';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import type { AuditFilter } from '../api/audit';
import { useAuditTexts } from '../locales/use-audit-texts';
import styles from './audit.module.css';

interface Props {
  entry: AuditEntry;
  onFilter: (change: Partial<AuditFilter>) => void;
}

export function AuditRow({ entry, onFilter }: Props) {
  const t = useAuditTexts();
  const language = useLanguage();
  const { actor } = entry;
  const who = actor.kind === 'hub' ? t.hub : (actor.name ?? (actor.kind === 'nobody' ? t.nobody : t.gone));
  return (
    <li className={styles.entry}>
      <details>
        <summary>
          <time dateTime={entry.at}>{formatFull(entry.at, language)}</time>
          <span className={styles.who}>{who}{actor.byToken && <span className={styles.faint}>{t.byToken}</span>}</span>
          <strong>{t.actions[entry.action] ?? entry.action}</strong>
          <span className={styles.what}>{[entry.customerName, entry.conversationNumber !== null && t.conversation(entry.conversationNumber), entry.targetId !== actor.id && entry.targetName].filter(Boolean).join(' · ')}</span>
        </summary>
        <dl className={styles.details}>
          <Detail name={t.seq} value={entry.seq === null ? t.unsealed : String(entry.seq)} />
          {entry.address && <Detail name={t.address} value={entry.address} />}
          {Object.keys(entry.data as object).length > 0 && <Detail name={t.data} value={JSON.stringify(entry.data, null, 1)} pre />}
        </dl>
        <p className={styles.jumps}>
          {actor.id && <button type="button" onClick={() => onFilter({ actor: actor.id ?? '' })}>{t.onlyPerson}</button>}
          {entry.customerId && <button type="button" onClick={() => onFilter({ customer: entry.customerId ?? '' })}>{t.onlyCustomer}</button>}
          {entry.customerId && <Link href={`/customers/${entry.customerId}`}>{entry.customerName ?? t.groups['customer']}</Link>}
          {entry.conversationId && <Link href={`/inbox/open/${entry.conversationId}`}>{entry.conversationNumber === null ? t.groups['conversation'] : t.conversation(entry.conversationNumber)}</Link>}
        </p>
      </details>
    </li>
  );
}

function Detail({ name, value, pre = false }: { name: string; value: string; pre?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{pre ? <pre>{value}</pre> : value}</dd>
    </div>
  );
}
