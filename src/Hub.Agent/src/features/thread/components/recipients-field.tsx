import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Correspondent } from '@/api/types';
import { classNames } from '@/shared/lib/class-names';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { Icon } from '@/shared/ui/icon';
import { readAddresses } from '../model/letter-draft';
import { useLetterTexts } from '../locales/use-letter-texts';
import styles from './letter.module.css';

interface Props {
  label: string;
  people: Correspondent[];
  onChange: (people: Correspondent[]) => void;
}

/** Addresses as chips. Enter, comma or leaving the field makes one; what is none stays and is marked. */
export function RecipientsField({ label, people, onChange }: Props) {
  const t = useLetterTexts().letter;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const take = (typed: string) => {
    const { people: found, rest } = readAddresses(typed);
    if (found.length > 0) onChange([...people, ...found.filter((one, at) => people.every((known) => known.address !== one.address) && found.findIndex((other) => other.address === one.address) === at)]);
    setText(rest);
    setWrong(rest !== '');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event)) return;
    if ((isEnter(event) && !event.ctrlKey && !event.metaKey) || event.key === ',' || event.key === ';' || event.key === '、') {
      event.preventDefault();
      take(text);
    } else if (event.code === 'Backspace' && text === '' && people.length > 0) {
      onChange(people.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!pasted.includes('@')) return;
    event.preventDefault();
    take(`${text}${pasted}`);
  };
  const remove = (address: string) => {
    onChange(people.filter((one) => one.address !== address));
    input.current?.focus();
  };
  return (
    <div className={styles.recipients} data-recipients="">
      <label htmlFor={id} className={styles.label}>{label}</label>
      <div className={styles.chips}>
        {people.map((person) => (
          <span key={person.address} className={styles.chip} title={person.address}>
            <span className={styles.chipName}>{person.name ?? person.address}</span>
            <button type="button" aria-label={t.remove(person.address)} onClick={() => remove(person.address)}><Icon name="close" size={11} /></button>
          </span>
        ))}
        <input
          ref={input}
          id={id}
          className={classNames(styles.input, wrong && styles.wrong)}
          type="text"
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          value={text}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(false);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => text.trim() !== '' && take(text)}
        />
        {wrong && <span id={`${id}-wrong`} className={styles.problem} role="alert">{t.noAddress}</span>}
      </div>
    </div>
  );
}
