import { Button, IconButton } from '@/shared/ui/button';
import { useWordsTexts } from '../../locales/use-words-texts';
import { change, move, newWord, type Word } from '../../model/word-tree';
import styles from './words.module.css';

interface Props {
  words: Word[];
  onChange: (words: Word[]) => void;
  /** How many levels there may be below these; 0: none. */
  below?: number;
  /** After a try to save: what lacks a name says so. */
  tried: boolean;
  addLabel: string;
  make?: () => Word;
}

/** Words in their order, each with a name in both languages; those below stand further in. */
export function WordRows({ words, onChange, below = 0, tried, addLabel, make = newWord }: Props) {
  return (
    <div className={styles.list}>
      <ul className={styles.rows}>
        {words.map((word, index) => (
          <WordRow key={word.key} word={word} first={index === 0} last={index === words.length - 1} tried={tried} below={below} onChange={(to) => onChange(change(words, word.key, to))} onMove={(by) => onChange(move(words, word.key, by))} />
        ))}
      </ul>
      <Button look="link" icon="plus" onClick={() => onChange([...words, make()])}>{addLabel}</Button>
    </div>
  );
}

interface RowProps {
  word: Word;
  first: boolean;
  last: boolean;
  tried: boolean;
  below: number;
  onChange: (to: (word: Word) => Word | null) => void;
  onMove: (by: -1 | 1) => void;
}

function WordRow({ word, first, last, tried, below, onChange, onMove }: RowProps) {
  const t = useWordsTexts();
  const name = word.nameJa || word.nameEn;
  const field = (language: 'nameJa' | 'nameEn', label: string) => (
    <input
      className={styles.name}
      lang={language === 'nameJa' ? 'ja' : 'en'}
      aria-label={label}
      placeholder={label}
      maxLength={80}
      value={word[language]}
      data-autofocus={word.id === null && language === 'nameJa' ? '' : undefined}
      aria-invalid={tried && word[language].trim() === '' ? true : undefined}
      onChange={(event) => onChange((now) => ({ ...now, [language]: event.target.value }))}
    />
  );
  return (
    <li>
      <div className={styles.row} data-off={word.active ? undefined : ''}>
        {field('nameJa', t.nameJa)}
        {field('nameEn', t.nameEn)}
        <label className={styles.active}>
          <input type="checkbox" checked={word.active} onChange={(event) => onChange((now) => ({ ...now, active: event.target.checked }))} />
          {t.active}
        </label>
        <IconButton icon="up" label={t.up(name)} disabled={first} onClick={() => onMove(-1)} />
        <IconButton icon="down" label={t.down(name)} disabled={last} onClick={() => onMove(1)} />
        <IconButton icon="trash" label={t.remove(name)} onClick={() => onChange(() => null)} />
      </div>
      {below > 0 && (
        <div className={styles.below}>
          <WordRows words={word.children} below={below - 1} tried={tried} addLabel={t.addBelow(name)} onChange={(children) => onChange((now) => ({ ...now, children }))} />
        </div>
      )}
    </li>
  );
}
