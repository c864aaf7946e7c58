import type { ChatInvitation, ChatInvitationCount } from '@/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { Field, SelectField } from '@/shared/ui/field';
import styles from './chat.module.css';
import { PairField } from './pair-field';
import { useChatTexts } from './texts';

interface Props {
  invitations: readonly ChatInvitation[];
  counts: readonly ChatInvitationCount[];
  errors: Readonly<Record<string, string>>;
  onChange: (invitations: ChatInvitation[]) => void;
}

const fresh = (): ChatInvitation => ({ id: crypto.randomUUID(), on: true, page: '/*', seconds: 30, views: 1, onlyOpen: true, days: 7, text: { ja: null, en: null } });

/** When a page speaks first. */
export function InvitationsPart({ invitations, counts, errors, onChange }: Props) {
  const t = useChatTexts();
  const change = (id: string, part: Partial<ChatInvitation>) => onChange(invitations.map((each) => (each.id === id ? { ...each, ...part } : each)));
  return (
    <fieldset className={styles.part}>
      <legend>{t.invitations}</legend>
      <p className={styles.hint}>{t.invitationsHint}</p>
      {errors['invitations'] && <p className={styles.error} role="alert">{errors['invitations']}</p>}
      <ol className={styles.fields}>
        {invitations.map((each, at) => {
          const path = `invitations.${at}`;
          const count = counts.find((one) => one.id === each.id);
          const number = (name: 'seconds' | 'views' | 'days', label: string) => (
            <Field type="number" min={0} label={label} value={each[name]} error={errors[`${path}.${name}`]} onChange={(event) => change(each.id, { [name]: Math.trunc(Number(event.target.value)) })} />
          );
          return (
            <li key={each.id} className={styles.field}>
              <div className={styles.fieldHead}>
                <label className={styles.check}><input type="checkbox" checked={each.on} onChange={(event) => change(each.id, { on: event.target.checked })} />{t.inUse}</label>
                <span className={styles.hint}>{t.counted(count?.shown ?? 0, count?.opened ?? 0)}</span>
                <IconButton icon="close" label={t.remove} onClick={() => onChange(invitations.filter((one) => one.id !== each.id))} />
              </div>
              <PairField label={t.says} path={`${path}.text`} value={each.text} errors={errors} onChange={(text) => change(each.id, { text })} />
              <div className={styles.row}>
                <Field label={t.page} value={each.page} error={errors[`${path}.page`]} placeholder="/cart*" spellCheck={false} onChange={(event) => change(each.id, { page: event.target.value })} />
                {number('seconds', t.seconds)}
                {number('views', t.views)}
                {number('days', t.days)}
                <SelectField label={t.when} value={each.onlyOpen ? 'open' : 'always'} onChange={(event) => change(each.id, { onlyOpen: event.target.value === 'open' })}>
                  <option value="open">{t.onlyOpen}</option>
                  <option value="always">{t.always}</option>
                </SelectField>
              </div>
            </li>
          );
        })}
      </ol>
      <div><Button icon="plus" onClick={() => onChange([...invitations, fresh()])}>{t.addInvitation}</Button></div>
    </fieldset>
  );
}
