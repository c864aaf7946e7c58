import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, errorCode, request } from '@/api/http';
import type { AutoReply } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { SelectField } from '@/shared/ui/field';
import { TextPerLanguage } from '../replies/text-per-language';
import { AutoReplyPreview } from './auto-reply-preview';
import styles from './auto-replies.module.css';
import { useAutoReplyTexts } from './texts';

const variables = ['customer.name', 'customer.company', 'brand.name', 'conversation.number', 'nextOpening', 'expectedAnswer'];

export const autoReplyKey = (accountId: string) => ['auto-replies', accountId] as const;

export function AutoReplyForm({ saved }: { saved: AutoReply }) {
  const t = useAutoReplyTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(saved);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const dirty = JSON.stringify(draft) !== JSON.stringify(base);
  const set = (part: Partial<AutoReply>) => setDraft((now) => ({ ...now, ...part }));
  const switchOn = (kind: 'acknowledge' | 'closed', on: boolean) => {
    const fresh = on && !draft[`${kind}Ja`] && !draft[`${kind}En`];
    set({ [kind]: on, ...(fresh && { [`${kind}Ja`]: t.starts[kind].ja, [`${kind}En`]: t.starts[kind].en }) });
  };
  const save = useMutation({
    mutationFn: (body: AutoReply) => request<AutoReply>(`/api/channel-accounts/${saved.accountId}/auto-replies`, { method: 'PUT', body }),
    onSuccess: (answer) => {
      const before = base;
      setBase(answer);
      setDraft(answer);
      setErrors({});
      client.setQueryData(autoReplyKey(saved.accountId), answer);
      showToast(t.saved, { action: { label: t.undo, run: () => save.mutate({ ...before, version: answer.version }) } });
    },
    onError: (error) => {
      const fields = error instanceof ApiError ? (error.problem.errors ?? {}) : {};
      setErrors(Object.fromEntries(Object.entries(fields).map(([field, [code = '']]) => [field, t.errors[code] ?? code])));
      showToast(errorText(errorCode(error)), { bad: true });
      void client.invalidateQueries({ queryKey: autoReplyKey(saved.accountId) });
    },
  });
  /** To what is saved now, by whomever. */
  const discard = () => {
    const now = (saved.version ?? 0) > (base.version ?? 0) ? saved : base;
    setBase(now);
    setDraft(now);
  };
  const expected = draft.expectedMinutes ?? 0;
  const choices = [...new Set([...Object.keys(t.expectations).map(Number), expected])].toSorted((a, b) => a - b);
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      {(['acknowledge', 'closed'] as const).map((kind) => (
        <fieldset key={kind} className={styles.kind}>
          <label className={styles.check}>
            <input type="checkbox" checked={draft[kind]} onChange={(event) => switchOn(kind, event.target.checked)} />
            <span>{t[kind]}<small>{kind === 'closed' ? t.closedHint : t.acknowledgeHint}</small></span>
          </label>
          <TextPerLanguage
            ja={draft[`${kind}Ja`] ?? ''}
            en={draft[`${kind}En`] ?? ''}
            errors={{ ja: errors[`${kind}Ja`], en: errors[`${kind}En`] }}
            variables={variables}
            rows={4}
            onChange={({ ja, en }) => set({ [`${kind}Ja`]: ja, [`${kind}En`]: en })}
          />
        </fieldset>
      ))}
      <SelectField label={t.expected} value={expected} onChange={(event) => set({ expectedMinutes: Number(event.target.value) || null })}>
        {choices.map((minutes) => <option key={minutes} value={minutes}>{t.expectations[minutes] ?? t.minutes(minutes)}</option>)}
      </SelectField>
      {errors['expectedMinutes'] && <p className={styles.error} role="alert">{errors['expectedMinutes']}</p>}
      <AutoReplyPreview settings={draft} />
      <p className={styles.hint}>{t.free}</p>
      <div className={styles.bar}>
        <span className={styles.hint} role="status">{dirty && t.unsaved}</span>
        <Button disabled={!dirty} onClick={discard}>{t.discard}</Button>
        <Button type="submit" look="primary" disabled={!dirty || save.isPending}>{t.save}</Button>
      </div>
    </form>
  );
}
