import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import type { EmailContent, Message } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { IconButton } from '@/shared/ui/button';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { prepareForward, split, undoSplit } from '../api/letters';
import { draftOf, editLetter, returnToDraft, writeDraft } from '../model/drafts';
import { printLetter } from '../model/print-letter';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import care from './care.module.css';
import { SourceDialog } from './source-dialog';

/** What can be done with one letter. Shown while the pointer or the focus is on it. */
export function LetterMenu({ message, letter }: { message: Message; letter: EmailContent }) {
  const t = { ...useThreadTexts(), ...useLetterTexts() };
  const language = useLanguage();
  const errorText = useErrorText();
  const may = useMay();
  const [, navigate] = useLocation();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [source, setSource] = useState(false);
  const { conversationId: id, number } = message;
  const attempt = (work: () => Promise<void>) => {
    setOpen(false);
    work().catch((error: unknown) => showToast(errorText(errorCode(error)), { bad: true }));
  };
  const forward = async () => {
    const form = await prepareForward(id, number, language);
    // What stands in the draft stays above; the letter goes to nobody until somebody is put in.
    if (draftOf(id, 'reply').text === '') writeDraft(id, 'reply', form.text);
    else writeDraft(id, 'reply', `${draftOf(id, 'reply').text}${form.text}`);
    returnToDraft(id, 'reply', '', form.files);
    editLetter(id, { subject: form.subject, to: [], cc: [], bcc: [] });
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-recipients] input')?.focus());
    showToast(t.letter.forwardReady);
  };
  const splitOff = async () => {
    const row = await split(id, [number]);
    navigate(`/inbox/open/${row.id}`);
    showToast(t.letter.splitDone, { action: { label: t.undo, run: () => attempt(async () => {
      await undoSplit(row.id);
      navigate(`/inbox/open/${id}`);
    }) } });
  };
  const choices = [
    ...(may('conversations.reply') ? [{ id: 'forward', label: t.letter.forward }] : []),
    ...(may('conversations.assign') && message.kind === 'inbound' ? [{ id: 'split', label: t.letter.split }] : []),
    { id: 'print', label: t.letter.print },
    ...(message.kind === 'inbound' ? [{ id: 'source', label: t.letter.source }] : []),
  ];
  const choose = (choice: string) => {
    if (choice === 'forward') attempt(forward);
    else if (choice === 'split') attempt(splitOff);
    else if (choice === 'print') attempt(() => printLetter(message, letter, t.letter));
    else {
      setOpen(false);
      setSource(true);
    }
  };
  return (
    <span ref={anchor}>
      <IconButton className={care.redactButton} icon="dots" label={t.letter.menu} aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && <Popover anchor={anchor} label={t.letter.menu} onClose={() => setOpen(false)} width={240}><Picker placeholder={t.letter.menu} empty={t.letter.noChoice} options={choices} onPick={choose} /></Popover>}
      {source && <SourceDialog message={message} onClose={() => setSource(false)} />}
    </span>
  );
}
