import { useRef, useState } from 'react';
import { errorCode } from '@/api/http';
import type { ConversationDetail } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { IconButton } from '@/shared/ui/button';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { exportPath } from '../api/letters';
import { useLetterTexts } from '../locales/use-letter-texts';
import { printThread } from '../model/print-letter';

/** Taking the whole thread out: on paper, as a page, as data. Each time is noted in the audit log. */
export function ThreadMore({ detail }: { detail: ConversationDetail }) {
  const t = useLetterTexts().out;
  const language = useLanguage();
  const errorText = useErrorText();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const pick = (choice: string) => {
    setOpen(false);
    const [what, notes] = [choice.split(':')[0], choice.endsWith(':notes')];
    if (what === 'print') {
      printThread(exportPath(detail.id, 'html', notes, language)).catch((error: unknown) => showToast(errorText(errorCode(error)), { bad: true }));
      return;
    }
    const link = document.createElement('a');
    link.href = exportPath(detail.id, what === 'data' ? 'json' : 'html', notes, language);
    link.download = '';
    link.click();
    showToast(t.noted);
  };
  const options = ['print', 'print:notes', 'page', 'page:notes', 'data', 'data:notes'].map((id) => ({ id, label: t.choices[id] ?? id }));
  return (
    <span ref={anchor}>
      <IconButton icon="dots" label={t.menu} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && <Popover anchor={anchor} label={t.menu} onClose={() => setOpen(false)} width={300}><Picker placeholder={t.menu} empty={t.noChoice} options={options} onPick={pick} /></Popover>}
    </span>
  );
}
