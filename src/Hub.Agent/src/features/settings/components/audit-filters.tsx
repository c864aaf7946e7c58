import { useAgents } from '@/api/directory';
import { Button } from '@/shared/ui/button';
import { Field, SelectField } from '@/shared/ui/field';
import type { AuditFilter } from '../api/audit';
import { useAuditTexts } from '../locales/use-audit-texts';
import styles from './audit.module.css';

interface Props {
  filter: AuditFilter;
  onChange: (change: Partial<AuditFilter>) => void;
}

export function AuditFilters({ filter, onChange }: Props) {
  const t = useAuditTexts();
  const people = useAgents();
  const filtered = Object.values(filter).some((value) => value !== '');
  return (
    <div className={styles.filters} role="search" aria-label={t.filters}>
      <SelectField label={t.person} value={filter.actor} onChange={(event) => onChange({ actor: event.target.value })}>
        <option value="">{t.anybody}</option>
        {people.map((person) => <option key={person.id} value={person.id}>{person.name}</option>)}
      </SelectField>
      <SelectField label={t.action} value={filter.action} onChange={(event) => onChange({ action: event.target.value })}>
        <option value="">{t.anything}</option>
        {Object.entries(t.groups).map(([group, name]) => (
          <optgroup key={group} label={name}>
            <option value={group}>{name}</option>
            {Object.entries(t.actions).filter(([action]) => action.startsWith(`${group}.`)).map(([action, label]) => <option key={action} value={action}>{label}</option>)}
          </optgroup>
        ))}
      </SelectField>
      <Field label={t.from} type="date" value={filter.from} max={filter.to || undefined} onChange={(event) => onChange({ from: event.target.value })} />
      <Field label={t.to} type="date" value={filter.to} min={filter.from || undefined} onChange={(event) => onChange({ to: event.target.value })} />
      {filtered && (
        <div className={styles.chosen}>
          {filter.customer && <span className={styles.chip}>{t.ofCustomer}</span>}
          {filter.conversation && <span className={styles.chip}>{t.ofConversation}</span>}
          <Button look="link" onClick={() => onChange({ actor: '', action: '', customer: '', conversation: '', from: '', to: '' })}>{t.clear}</Button>
        </div>
      )}
    </div>
  );
}
