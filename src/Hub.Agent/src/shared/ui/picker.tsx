import { Fragment, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { classNames } from '@/shared/lib/class-names';
import { isComposing, isEnter } from '@/shared/lib/keys';
import styles from './picker.module.css';
import { Icon } from './icon';

export interface PickerOption {
  id: string;
  label: string;
  hint?: string | undefined;
  lead?: ReactNode;
  group?: string | undefined;
  checked?: boolean | undefined;
  /** Found for what was typed before: shown only where what is typed now stands in it. */
  stale?: boolean | undefined;
}

interface PickerProps {
  options: PickerOption[];
  placeholder: string;
  empty: string;
  onPick: (id: string) => void;
  /** Offered when what is typed matches no option exactly. */
  create?: { label: (text: string) => string; onCreate: (text: string) => void; stale?: boolean };
  /** Given: whoever asks finds the options for what is typed; they are shown as they come. */
  onText?: (text: string) => void;
  /** Ctrl or ⌘ and Enter picks from wherever the cursor is, also from a field among the children. What was typed stays: the pick may be refused. */
  chord?: boolean;
  /** Nothing is marked before something is typed or an arrow pressed: Enter alone chooses nothing. */
  startUnmarked?: boolean;
  children?: ReactNode;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

export function Picker({ options, placeholder, empty, onPick, create, onText, chord, startUnmarked = false, children }: PickerProps) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(startUnmarked ? -1 : 0);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const wanted = fold(text.trim());
  const holds = (option: PickerOption) => fold(`${option.label} ${option.hint ?? ''}`).includes(wanted);
  const matching = options.filter((option) => (onText && !option.stale) || holds(option));
  const creating = create && !create.stale && wanted !== '' && !options.some((option) => fold(option.label) === wanted);
  const count = matching.length + (creating ? 1 : 0);
  const at = Math.min(active, Math.max(0, count - 1));

  const choose = (index: number) => {
    const option = matching[index];
    if (option) onPick(option.id);
    else if (creating && index === matching.length) create.onCreate(text.trim());
    else return;
    if (!chord) setText('');
  };
  const move = (to: number) => {
    const next = (to + count) % Math.max(1, count);
    setActive(next);
    list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.code === 'ArrowDown') move(at + 1);
    else if (event.code === 'ArrowUp') move(Math.max(at, 0) - 1);
    else if (isEnter(event)) choose(at);
    else return;
    event.preventDefault();
  };

  const onChord = (event: KeyboardEvent) => {
    if (!chord || event.defaultPrevented || isComposing(event) || !isEnter(event) || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    choose(at);
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the chord of its fields; each of them is reached by itself
    <div className={styles.picker} onKeyDown={onChord}>
      <input
        className={styles.filter}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={count > 0 && at >= 0 ? `${id}-${at}` : undefined}
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        data-autofocus=""
        onChange={(event) => {
          setText(event.target.value);
          onText?.(event.target.value);
          setActive(startUnmarked && event.target.value.trim() === '' ? -1 : 0);
        }}
        onKeyDown={onKeyDown}
      />
      {/* A list that scrolls would be a stop for Tab of its own; the field above moves in it. */}
      <ul ref={list} id={`${id}-list`} tabIndex={-1} role="listbox" aria-label={placeholder} className={styles.list}>
        {matching.map((option, index) => (
          <Fragment key={option.id}>
            {option.group && option.group !== matching[index - 1]?.group && <li role="presentation" className={styles.group}>{option.group}</li>}
            <Option id={`${id}-${index}`} active={index === at} option={option} onHover={() => setActive(index)} onPick={() => choose(index)} />
          </Fragment>
        ))}
        {creating && <Option id={`${id}-${matching.length}`} active={at === matching.length} option={{ id: '', label: create.label(text.trim()), lead: <Icon name="plus" /> }} onHover={() => setActive(matching.length)} onPick={() => choose(matching.length)} />}
        {count === 0 && <li role="presentation" className={styles.empty}>{empty}</li>}
      </ul>
      {children}
    </div>
  );
}

function Option({ id, option, active, onHover, onPick }: { id: string; option: PickerOption; active: boolean; onHover: () => void; onPick: () => void }) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the combobox above keeps the focus and handles the keys
    <li id={id} role="option" aria-selected={option.checked ?? false} className={classNames(styles.option, active && styles.active)} onPointerMove={onHover} onClick={onPick}>
      {option.lead}
      <span className={styles.label}>{option.label}</span>
      {option.hint && <span className={styles.hint}>{option.hint}</span>}
      {option.checked && <Icon name="check" />}
    </li>
  );
}
