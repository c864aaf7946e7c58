import { lazy, Suspense, useState } from 'react';
import type { Correspondent, EmailContent, Message } from '@/api/types';
import { Icon } from '@/shared/ui/icon';
import { useLetterTexts } from '../locales/use-letter-texts';
import styles from './letter.module.css';
import { LinkedText } from './message-content';

const HtmlLetter = lazy(async () => ({ default: (await import('./html-letter')).HtmlLetter }));

/** A letter: who besides, what about, the words, and the rest folded. Its formatted form on request, as it may hold anything. */
export function LetterView({ message, letter }: { message: Message; letter: EmailContent }) {
  const t = useLetterTexts().letter;
  const [formatted, setFormatted] = useState(false);
  const [quoted, setQuoted] = useState(false);
  return (
    <div className={styles.letterBody}>
      <Head message={message} letter={letter} />
      {letter.newSender && <p className={styles.warning} role="note"><Icon name="alert" size={14} />{t.newSender(letter.from?.name ?? letter.from?.address ?? '')}</p>}
      {letter.form != null && <p className={styles.warning} role="note"><Icon name="alert" size={14} />{t.byForm(letter.form)}</p>}
      {letter.checks?.dmarc === 'fail' && <p className={styles.warning} role="note"><Icon name="alert" size={14} />{t.dmarcFailed}</p>}
      {formatted ? (
        <Suspense fallback={<p className={styles.loading}>{t.loading}</p>}><HtmlLetter message={message} /></Suspense>
      ) : (
        <>
          {letter.body !== '' && <LinkedText text={letter.body} />}
          {letter.quoted && (
            <>
              <button type="button" className={styles.fold} aria-expanded={quoted} onClick={() => setQuoted(!quoted)}>{quoted ? t.hideQuoted : t.showQuoted}</button>
              {quoted && <div className={styles.quoted}><LinkedText text={letter.quoted} /></div>}
            </>
          )}
        </>
      )}
      {letter.html && <button type="button" className={styles.fold} aria-pressed={formatted} onClick={() => setFormatted(!formatted)}>{formatted ? t.asText : t.asFormatted}</button>}
    </div>
  );
}

const listed = (people: readonly Correspondent[]): string => people.map((person) => person.name ?? person.address).join('、');

function Head({ message, letter }: { message: Message; letter: EmailContent }) {
  const t = useLetterTexts().letter;
  const [open, setOpen] = useState(false);
  const lines: [string, readonly Correspondent[] | null][] = [[t.to, letter.to], [t.cc, letter.cc], [t.bcc, letter.bcc]];
  return (
    <div className={styles.head}>
      {letter.subject && <strong className={styles.headSubject}>{letter.subject}</strong>}
      <button type="button" className={styles.people} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span>{t.toLine(listed(letter.to.slice(0, 2)), letter.to.length + letter.cc.length - Math.min(2, letter.to.length))}</span>
        <Icon name={open ? 'up' : 'down'} size={10} />
      </button>
      {open && (
        <dl className={styles.details}>
          {letter.from && <><dt>{t.from}</dt><dd>{letter.from.name} {letter.from.address}</dd></>}
          {lines.filter(([, people]) => people && people.length > 0).map(([label, people]) => (
            <div key={label} className={styles.pair}><dt>{label}</dt><dd>{(people ?? []).map((person) => (person.name ? `${person.name} ${person.address}` : person.address)).join(', ')}</dd></div>
          ))}
          {message.kind === 'inbound' && <div className={styles.pair}><dt>{t.why}</dt><dd>{t.threadedBy[letter.threadedBy ?? 'none']}</dd></div>}
          {letter.checks && <div className={styles.pair}><dt>{t.checks}</dt><dd>{t.checksLine(letter.checks.spf, letter.checks.dkim, letter.checks.dmarc)}</dd></div>}
        </dl>
      )}
    </div>
  );
}
