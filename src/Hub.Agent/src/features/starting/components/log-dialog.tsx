import { type KeyboardEvent, useState } from 'react';
import type { LogContent } from '@/api/types';
import { useIdOf } from '@/shared/hooks/use-id-of';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { isComposing, isEnter, isMac } from '@/shared/lib/keys';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { saveLog } from '../api/starting';
import { useStartingTexts } from '../locales/use-starting-texts';
import { bodyOf, draftOf, emptyLog, isWorthSaving } from '../model/log-draft';
import { LogFields } from './log-fields';
import styles from './starting.module.css';
import { useSubmit } from './use-submit';

interface Props {
  conversationId: string;
  entry: { number: number; content: LogContent } | null;
  onClose: () => void;
}

/** An entry in a thread that is there already: a new one, or what a telephone system could not know of a call. */
export function LogDialog({ conversationId, entry, onClose }: Props) {
  const t = useStartingTexts();
  const shared = useSharedTexts();
  const [draft, setDraft] = useState(() => (entry ? draftOf(entry.content) : emptyLog(new Date())));
  const idOf = useIdOf();
  const submit = useSubmit();
  const ready = isWorthSaving(draft) && !submit.busy;
  const save = () => {
    if (!ready) return;
    void submit.run(async () => {
      await saveLog(conversationId, entry?.number ?? null, idOf(bodyOf(draft)), bodyOf(draft));
      showToast(t.saved);
      onClose();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || !isEnter(event) || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  };
  return (
    <Dialog title={t.editTitle} closeLabel={shared.close} onClose={onClose} wide>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Ctrl+Enter saves from any field inside */}
      <div className={styles.form} onKeyDown={onKeyDown}>
        <LogFields draft={draft} errors={submit.errors} reported={entry?.content.call != null} onChange={(change) => setDraft((now) => ({ ...now, ...change }))} />
        <div className={styles.foot}>
          {submit.problem && <span className={styles.problem} role="alert">{submit.problem}</span>}
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="primary" icon="check" disabled={!ready} title={`${isMac() ? '⌘' : 'Ctrl'}+Enter`} onClick={save}>{t.save}</Button>
        </div>
      </div>
    </Dialog>
  );
}
