import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { ChatSite, ChatSiteSettings, ChatSiteView } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { SelectField } from '@/shared/ui/field';
import { AwayPart } from './away-part';
import { saveSite, siteKey } from './chat-api';
import styles from './chat.module.css';
import { EmbedCode } from './embed-code';
import { InvitationsPart } from './invitations-part';
import { PreChatPart } from './pre-chat-part';
import { SitePreview } from './site-preview';
import { useChatTexts } from './texts';
import { ThemePart } from './theme-part';

export function SiteForm({ site, saved }: { site: ChatSite; saved: ChatSiteView }) {
  const t = useChatTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(saved.settings);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const dirty = JSON.stringify(draft) !== JSON.stringify(base.settings);
  const set = <K extends 'theme' | 'preChat' | 'offline'>(part: K, change: Partial<ChatSiteSettings[K]>) => setDraft((now) => ({ ...now, [part]: { ...now[part], ...change } }));
  const save = useMutation({
    mutationFn: ({ settings, version }: { settings: ChatSiteSettings; version: number }) => saveSite(site.id, settings, version),
    onSuccess: (answer) => {
      const before = base.settings;
      setBase(answer);
      setDraft(answer.settings);
      setErrors({});
      client.setQueryData(siteKey(site.id), answer);
      showToast(t.saved, { action: { label: t.undo, run: () => save.mutate({ settings: before, version: answer.version }) } });
    },
    onError: (error) => {
      const fields = error instanceof ApiError ? (error.problem.errors ?? {}) : {};
      setErrors(Object.fromEntries(Object.entries(fields).map(([field, [code = '']]) => [field, t.errors[code] ?? code])));
      showToast(errorCode(error) === 'chat_site_changed' ? t.changed : errorText(errorCode(error)), { bad: true });
      void client.invalidateQueries({ queryKey: siteKey(site.id) });
    },
  });
  /** To what is saved now, by whomever. */
  const discard = () => {
    const now = saved.version > base.version ? saved : base;
    setBase(now);
    setDraft(now.settings);
  };
  return (
    <div className={styles.columns}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ settings: draft, version: base.version });
        }}
      >
        <EmbedCode siteKey={site.key} />
        <ThemePart theme={draft.theme} errors={errors} onChange={(part) => set('theme', part)} />
        <PreChatPart form={draft.preChat} errors={errors} onChange={(part) => set('preChat', part)} />
        <AwayPart form={draft.offline} mail={base.mail} errors={errors} onChange={(part) => set('offline', part)} />
        <fieldset className={styles.part}>
          <label className={styles.check}>
            <input type="checkbox" checked={draft.queuePosition} onChange={(event) => setDraft((now) => ({ ...now, queuePosition: event.target.checked }))} />
            <span>{t.queuePosition}<small>{t.queuePositionHint}</small></span>
          </label>
          <label className={styles.check}>
            <input type="checkbox" checked={draft.transcript} onChange={(event) => setDraft((now) => ({ ...now, transcript: event.target.checked }))} />
            <span>{t.transcript}<small>{base.mail ? t.transcriptHint : t.needsMail}</small></span>
          </label>
          <SelectField label={t.goesOn} value={draft.continueMinutes ?? 0} onChange={(event) => setDraft((now) => ({ ...now, continueMinutes: Number(event.target.value) || null }))}>
            {[...new Set([0, 5, 10, 30, 60, 240, draft.continueMinutes ?? 0])].toSorted((a, b) => a - b).map((minutes) => <option key={minutes} value={minutes}>{t.after(minutes)}</option>)}
          </SelectField>
          <p className={styles.hint}>{base.mail ? t.goesOnHint : t.needsMail}</p>
        </fieldset>
        <InvitationsPart invitations={draft.invitations} counts={base.counts} errors={errors} onChange={(invitations) => setDraft((now) => ({ ...now, invitations }))} />
        <div className={styles.bar}>
          <span className={styles.hint} role="status">{dirty && t.unsaved}</span>
          <Button disabled={!dirty} onClick={discard}>{t.discard}</Button>
          <Button type="submit" look="primary" disabled={!dirty || save.isPending}>{t.save}</Button>
        </div>
      </form>
      <SitePreview theme={draft.theme} brand={site.brand} />
    </div>
  );
}
