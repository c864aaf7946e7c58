import { type KeyboardEvent, useState } from 'react';
import { useIdOf } from '@/shared/hooks/use-id-of';
import { useMay } from '@/shared/hooks/use-me';
import { isComposing, isEnter, isMac } from '@/shared/lib/keys';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { logConversation } from '../api/starting';
import { useStartingTexts } from '../locales/use-starting-texts';
import { bodyOf, emptyLog, isWorthSaving } from '../model/log-draft';
import { LogFields } from './log-fields';
import styles from './starting.module.css';
import { useSubmit } from './use-submit';

export function LogForm({ customerId, onDone }: { customerId: string; onDone: (conversationId: string) => void }) {
  const t = useStartingTexts();
  const mayResolve = useMay()('conversations.resolve');
  const [draft, setDraft] = useState(() => emptyLog(new Date()));
  const [resolved, setResolved] = useState(false);
  const idOf = useIdOf();
  const submit = useSubmit();
  const ready = isWorthSaving(draft) && !submit.busy;
  const save = () => {
    if (!ready) return;
    void submit.run(async () => {
      const body = { ...bodyOf(draft), resolved };
      const row = await logConversation({ ...body, id: idOf(body), customerId });
      showToast(t.logged(row.number));
      onDone(row.id);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || !isEnter(event) || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Ctrl+Enter saves from any field inside
    <div className={styles.form} onKeyDown={onKeyDown}>
      <LogFields draft={draft} errors={submit.errors} onChange={(change) => setDraft((now) => ({ ...now, ...change }))} />
      <div className={styles.foot}>
        {mayResolve && <label className={styles.check}><input type="checkbox" checked={resolved} onChange={(event) => setResolved(event.target.checked)} />{t.resolved}</label>}
        {submit.problem && <span className={styles.problem} role="alert">{submit.problem}</span>}
        <Button look="primary" icon="check" disabled={!ready} title={`${isMac() ? '⌘' : 'Ctrl'}+Enter`} onClick={save}>{t.save}</Button>
      </div>
    </div>
  );
}
