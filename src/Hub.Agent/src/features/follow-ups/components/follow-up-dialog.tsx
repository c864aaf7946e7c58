import { type FormEvent, useState } from 'react';
import { useAgents } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import type { FollowUp } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { toLocalField } from '@/shared/lib/dates';
import { newId } from '@/shared/lib/new-id';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { createFollowUp, updateFollowUp } from '../api/follow-ups';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';
import { dueIn, type FollowUpPreset } from '../model/due';
import styles from './follow-ups.module.css';

const presets: FollowUpPreset[] = ['half', 'hours', 'tomorrow', 'nextWeek'];

interface Props {
  conversationId: string;
  followUp: FollowUp | null;
  onClose: () => void;
}

export function FollowUpDialog({ conversationId, followUp, onClose }: Props) {
  const t = useFollowUpTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const me = useMe();
  const people = useAgents().filter((agent) => agent.active && agent.converses && agent.id !== me.id);
  const [id] = useState(newId);
  const [when, setWhen] = useState(() => toLocalField(followUp ? new Date(followUp.dueAt) : dueIn('hours', new Date())));
  const [owner, setOwner] = useState(followUp ? (followUp.ownerId ?? '') : me.id);
  const [text, setText] = useState(followUp?.text ?? '');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const due = new Date(when);
    if (Number.isNaN(due.getTime())) return setErrors({ dueAt: t.fieldErrors['out_of_range'] ?? '' });
    setBusy(true);
    try {
      const body = { dueAt: due.toISOString(), ownerId: owner || null, text: text.trim() || t.callBack };
      await (followUp ? updateFollowUp(followUp, body) : createFollowUp(conversationId, id, body));
      showToast(t.saved);
      onClose();
    } catch (error) {
      const fields = error instanceof ApiError ? (error.problem.errors ?? {}) : {};
      const found = Object.fromEntries(Object.entries(fields).map(([field, [code]]) => [field, t.fieldErrors[code ?? ''] ?? errorText(code)]));
      setErrors(Object.keys(found).length > 0 ? found : { form: errorText(errorCode(error)) });
      setBusy(false);
    }
  };
  return (
    <Dialog title={followUp ? t.edit : t.set} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <Field label={t.what} placeholder={t.placeholder} value={text} maxLength={1000} data-autofocus="" error={errors['text']} onChange={(event) => setText(event.target.value)} />
        <div className={styles.presets} role="group" aria-label={t.when}>
          {presets.map((preset) => <Button key={preset} onClick={() => setWhen(toLocalField(dueIn(preset, new Date())))}>{t.presets[preset]}</Button>)}
        </div>
        <Field label={t.when} type="datetime-local" value={when} error={errors['dueAt']} onChange={(event) => setWhen(event.target.value)} />
        <SelectField label={t.owner} value={owner} onChange={(event) => setOwner(event.target.value)}>
          <option value={me.id}>{t.me}</option>
          <option value="">{t.team}</option>
          {people.map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}
        </SelectField>
        {(errors['ownerId'] ?? errors['form']) && <p className={styles.problem} role="alert">{errors['ownerId'] ?? errors['form']}</p>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy}>{t.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}
