import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { useComposedTexts } from '../locales/use-composed-texts';
import { type Card, cardOf, type Composed, richOf } from '../model/composed';
import styles from './composed.module.css';

const empty: Card = { title: '', text: '', buttons: [{ label: '', does: '' }, { label: '', does: '' }, { label: '', does: '' }, { label: '', does: '' }] };

/** A card with up to four buttons, or a message in LINE's own form. */
export function CardForm({ busy, onSend }: { busy: boolean; onSend: (composed: Composed) => void }) {
  const t = useComposedTexts();
  const id = useId();
  const [own, setOwn] = useState(false);
  const [card, setCard] = useState(empty);
  const [json, setJson] = useState('');
  const [altText, setAltText] = useState('');
  const [bad, setBad] = useState(false);
  const ready = own ? json.trim() !== '' : card.text.trim() !== '' && card.buttons.some((button) => button.label.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    const composed = own ? richOf(json, altText) : cardOf(card);
    setBad(composed === null);
    if (composed) onSend(composed);
  };
  const button = (at: number, change: Partial<Card['buttons'][number]>) => setCard({ ...card, buttons: card.buttons.map((each, index) => (index === at ? { ...each, ...change } : each)) });
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.choice}>
        {[false, true].map((each) => <label key={String(each)}><input type="radio" name={`${id}-form`} checked={own === each} onChange={() => setOwn(each)} />{each ? t.asJson : t.asForm}</label>)}
      </div>
      {own ? (
        <>
          <label className={styles.label} htmlFor={id}>{t.json}</label>
          <textarea id={id} className={styles.code} rows={10} spellCheck={false} value={json} aria-invalid={bad || undefined} onChange={(event) => setJson(event.target.value)} />
          {bad && <p className={styles.problem} role="alert">{t.badJson}</p>}
          <Field label={t.altText} value={altText} maxLength={1500} onChange={(event) => setAltText(event.target.value)} />
        </>
      ) : (
        <>
          <Field label={t.cardTitle} value={card.title} maxLength={40} onChange={(event) => setCard({ ...card, title: event.target.value })} />
          <label className={styles.label} htmlFor={id}>{t.cardText}</label>
          <textarea id={id} className={styles.area} rows={3} maxLength={card.title.trim() ? 60 : 160} value={card.text} aria-describedby={`${id}-hint`} onChange={(event) => setCard({ ...card, text: event.target.value })} />
          <p className={styles.hint} id={`${id}-hint`}>{t.cardHint}</p>
          {card.buttons.map((each, at) => (
            <div key={at} className={styles.pair}>
              <Field label={t.buttonLabel(at + 1)} value={each.label} maxLength={20} onChange={(event) => button(at, { label: event.target.value })} />
              <Field label={t.buttonDoes(at + 1)} value={each.does} maxLength={1000} onChange={(event) => button(at, { does: event.target.value })} />
            </div>
          ))}
        </>
      )}
      <div className={styles.actions}><Button look="primary" icon="send" type="submit" disabled={busy || !ready}>{t.send}</Button></div>
    </form>
  );
}
