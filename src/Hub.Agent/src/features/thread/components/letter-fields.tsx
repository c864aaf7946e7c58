import { useId, useState } from 'react';
import type { Capabilities, ConversationDetail, Language } from '@/api/types';
import { Icon } from '@/shared/ui/icon';
import { editLetter } from '../model/drafts';
import { type EditedLetter, signatureOf, signatureText } from '../model/letter-draft';
import { useLetterTexts } from '../locales/use-letter-texts';
import styles from './letter.module.css';
import { RecipientsField } from './recipients-field';

interface Props {
  conversationId: string;
  capabilities: Capabilities;
  letter: EditedLetter;
  usual: ConversationDetail['letter'];
  text: string;
}

/** Whom it goes to, folded to one line until somebody wants to change it. */
export function LetterFields({ conversationId, capabilities, letter, usual, text }: Props) {
  const t = useLetterTexts().letter;
  const subject = useId();
  const [unfolded, setUnfolded] = useState(false);
  // Nobody yet: that has to be seen.
  const open = unfolded || letter.to.length === 0;
  const change = (next: Partial<EditedLetter>) => editLetter(conversationId, next);
  const names = [...letter.to, ...letter.cc, ...letter.bcc].map((person) => person.name ?? person.address);
  return (
    <div className={styles.fields}>
      <button type="button" className={styles.summary} aria-expanded={open} onClick={() => setUnfolded(!open)}>
        <Icon name={open ? 'up' : 'down'} size={11} />
        <span className={styles.summaryText}>{names.length === 0 ? t.nobody : t.goesTo(names.slice(0, 3).join('、'), names.length - 3)}</span>
        {capabilities.subject && !open && <span className={styles.summarySubject}>{letter.subject}</span>}
      </button>
      {open && (
        <>
          {capabilities.recipients && (
            <>
              <RecipientsField label={t.to} people={letter.to} onChange={(to) => change({ to })} />
              <RecipientsField label={t.cc} people={letter.cc} onChange={(cc) => change({ cc })} />
              <RecipientsField label={t.bcc} people={letter.bcc} onChange={(bcc) => change({ bcc })} />
            </>
          )}
          {capabilities.subject && (
            <div className={styles.recipients}>
              <label htmlFor={subject} className={styles.label}>{t.subject}</label>
              <input id={subject} className={styles.subject} type="text" maxLength={500} value={letter.subject} onChange={(event) => change({ subject: event.target.value })} />
            </div>
          )}
          <Signature letter={letter} usual={usual} text={text} onChoose={(signature) => change({ signature, chosen: true })} />
        </>
      )}
    </div>
  );
}

function Signature({ letter, usual, text, onChoose }: { letter: EditedLetter; usual: ConversationDetail['letter']; text: string; onChoose: (language: Language | null) => void }) {
  const t = useLetterTexts().letter;
  const id = useId();
  if (!usual || (usual.signatureJa === '' && usual.signatureEn === '')) return null;
  const now = signatureOf(letter, usual, text);
  const offered: Language[] = (['ja', 'en'] as const).filter((language) => signatureText(usual, language) !== '');
  return (
    <div className={styles.recipients}>
      <label htmlFor={id} className={styles.label}>{t.signature}</label>
      <div className={styles.signature}>
        <select id={id} value={now ?? ''} onChange={(event) => onChoose(event.target.value === '' ? null : (event.target.value as Language))}>
          {offered.map((language) => <option key={language} value={language}>{t.signatures[language]}</option>)}
          <option value="">{t.noSignature}</option>
        </select>
        {now && <p className={styles.preview}>{signatureText(usual, now)}</p>}
      </div>
    </div>
  );
}
