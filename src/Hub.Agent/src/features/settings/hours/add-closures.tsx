import { type KeyboardEvent, useState } from 'react';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { type Entry, readLine } from './hours-model';
import styles from './hours.module.css';
import { useHoursTexts } from './texts';

const nothing = { from: '', to: '', nameJa: '', nameEn: '', hours: '' };

/** One at a time, or a list as it comes out of a document. Nothing typed is lost when it cannot be read. */
export function AddClosures({ year, onAdd }: { year: number; onAdd: (entries: Entry[]) => void }) {
  const t = useHoursTexts();
  const [one, setOne] = useState(nothing);
  const [problem, setProblem] = useState<'badDate' | 'badHours' | null>(null);
  const [many, setMany] = useState<string | null>(null);
  const set = (part: Partial<typeof nothing>) => setOne((now) => ({ ...now, ...part }));
  const addOne = () => {
    const names = [one.nameJa, one.nameEn].join(' / ');
    const range = one.to && one.to !== one.from ? `${one.from}~${one.to}` : one.from;
    const entry = readLine(`${range} ${one.hours} ${names}`, year);
    const readable = entry !== null && (!one.hours.trim() || entry.kind === 'special');
    setProblem(readable ? null : one.hours.trim() && readLine(range, year) ? 'badHours' : 'badDate');
    if (!readable) return;
    onAdd([entry]);
    setOne(nothing);
  };
  const onEnter = (event: KeyboardEvent) => {
    if (!isEnter(event) || isComposing(event) || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    addOne();
  };
  const lines = (many ?? '').split('\n').filter((line) => line.trim());
  const read = lines.map((line) => readLine(line, year));
  const unread = lines.filter((_, index) => read[index] === null);
  return (
    <div className={styles.adding}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter in any of the fields adds, as in a form; a form cannot stand inside a form */}
      <div className={styles.one} onKeyDown={onEnter}>
        <Field label={t.from} type="date" value={one.from} error={problem === 'badDate' ? t.badDate : null} onChange={(event) => set({ from: event.target.value })} />
        <Field label={t.to} type="date" min={one.from} value={one.to} onChange={(event) => set({ to: event.target.value })} />
        <Field label={t.name} value={one.nameJa} onChange={(event) => set({ nameJa: event.target.value })} />
        <Field label={t.nameEn} value={one.nameEn} onChange={(event) => set({ nameEn: event.target.value })} />
        <Field label={t.hours} placeholder="9:00-12:00" value={one.hours} error={problem === 'badHours' ? t.badHours : null} onChange={(event) => set({ hours: event.target.value })} />
        <div className={styles.addButtons}>
          <Button icon="plus" onClick={addOne}>{t.add}</Button>
          <Button look="link" aria-expanded={many !== null} onClick={() => setMany(many === null ? '' : null)}>{t.many}</Button>
        </div>
      </div>
      {many !== null && (
        <div className={styles.many}>
          <label htmlFor="many-closures">{t.manyHint}</label>
          <textarea id="many-closures" rows={6} value={many} onChange={(event) => setMany(event.target.value)} />
          {unread.length > 0 && <p className={styles.error} role="status">{t.notRead(unread.join('、'))}</p>}
          <Button
            disabled={lines.length === unread.length}
            onClick={() => {
              onAdd(read.flatMap((entry) => entry ?? []));
              setMany(unread.length > 0 ? unread.join('\n') : null);
            }}
          >
            {t.addMany(lines.length - unread.length)}
          </Button>
        </div>
      )}
    </div>
  );
}
