import { type FormEvent, useRef, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { Message } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { redact } from '../api/sensitive';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './care.module.css';
import messageStyles from './message.module.css';

/** What of a message can be removed: its words, as they are shown. */
export function redactableText({ content, unsent, delivery }: Message): string {
  if (unsent || delivery?.state === 'takenBack') return '';
  return content.type === 'text' || content.type === 'email' ? content.body : content.type === 'file' ? (content.caption ?? '') : '';
}

/** Removing cannot be undone, so the word for it has to be typed. */
export function RedactDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useThreadTexts().redact;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const text = redactableText(message);
  const files = message.attachments.filter((file) => file.state !== 'gone');
  const field = useRef<HTMLTextAreaElement>(null);
  const [range, setRange] = useState<{ start: number; length: number } | null>(null);
  const [fileId, setFileId] = useState(text === '' ? (files[0]?.id ?? null) : null);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [about, setAbout] = useState(text);
  if (about !== text) {
    // Its author has changed it: the places are those of other words now.
    setAbout(text);
    setRange(null);
  }
  const select = () => {
    const element = field.current;
    if (element) setRange(element.selectionEnd > element.selectionStart ? { start: element.selectionStart, length: element.selectionEnd - element.selectionStart } : null);
  };
  const ready = (range !== null || fileId !== null) && reason.trim() !== '' && typed.trim().toLowerCase() === t.word;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    try {
      await redact(message, { reason, ...(range ? { ranges: [range] } : {}), ...(fileId ? { attachmentId: fileId } : {}) });
      onClose();
    } catch (failed) {
      setError(failed instanceof ApiError && failed.problem.errors?.reason?.includes('repeats_it') ? t.repeats : errorText(errorCode(failed)));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.title} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.redact} onSubmit={(event) => void submit(event)} noValidate>
        <p>{t.final}</p>
        {text !== '' && (
          <label className={styles.redactLabel}>
            {t.select}
            {/* Not read-only: there browsers let the keyboard select nothing. What is typed is dropped. */}
            <textarea ref={field} className={styles.redactText} data-autofocus="" inputMode="none" rows={Math.min(8, text.split('\n').length + 1)} value={text} onChange={() => {}} onSelect={select} />
          </label>
        )}
        {range && <p className={styles.chosen}>{t.chosen(text.slice(range.start, range.start + range.length))}</p>}
        {files.map((file) => (
          <label key={file.id} className={styles.redactFile}>
            <input type="checkbox" checked={fileId === file.id} onChange={(event) => setFileId(event.target.checked ? file.id : null)} />
            {file.fileName ?? t.file}
          </label>
        ))}
        <Field label={t.reason} value={reason} onChange={(event) => setReason(event.target.value)} error={error} maxLength={500} />
        <Field label={t.confirm(t.word)} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
        <div className={messageStyles.actions} data-align="end">
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="danger" type="submit" disabled={!ready || busy}>{t.remove}</Button>
        </div>
      </form>
    </Dialog>
  );
}
