import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useAgents } from '@/api/directory';
import { useMe } from '@/shared/hooks/use-me';
import { classNames } from '@/shared/lib/class-names';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { Avatar } from '@/shared/ui/avatar';
import { useThreadTexts } from '../locales/use-thread-texts';
import { insertMention, matchMentions, mentionQuery, mentionsIn } from '../model/mentions';
import styles from './mentions.module.css';

interface Mentions {
  /** True when the key was for the list of names. */
  onKey: (event: KeyboardEvent) => boolean;
  onCaret: () => void;
  /** Everybody the text names now. */
  ids: () => string[];
  list: ReactNode;
}

/** Offers colleagues while an "@" is typed in a note. The list never has the focus: the text does, and hands it the keys. */
export function useMentions(field: RefObject<HTMLTextAreaElement | null>, text: string, write: (text: string) => void, enabled: boolean): Mentions {
  const t = useThreadTexts().composer;
  const me = useMe().id;
  const people = useAgents();
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const moveTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (moveTo.current === null) return;
    field.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = null;
  }, [field, text]);

  const query = enabled ? mentionQuery(text, caret) : null;
  const found = query && query.start !== dismissed ? matchMentions(query.text, people.filter((person) => person.active && person.converses && person.id !== me)) : [];
  const at = Math.min(active, Math.max(0, found.length - 1));
  const choose = (index: number) => {
    const person = found[index];
    if (!person || !query) return;
    const next = insertMention(text, caret, query, person.name);
    moveTo.current = next.caret;
    setCaret(next.caret);
    setActive(0);
    write(next.text);
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || isComposing(event) || event.ctrlKey || event.metaKey) return false;
    if (event.code === 'ArrowDown') setActive((at + 1) % found.length);
    else if (event.code === 'ArrowUp') setActive((at + found.length - 1) % found.length);
    else if (isEnter(event) || event.code === 'Tab') choose(at);
    else if (event.code === 'Escape') setDismissed(query?.start ?? null);
    else return false;
    event.preventDefault();
    return true;
  };
  const onCaret = () => {
    setCaret(field.current?.selectionStart ?? 0);
    if (mentionQuery(field.current?.value ?? '', field.current?.selectionStart ?? 0) === null) setDismissed(null);
  };
  const list = found.length > 0 && (
    <ul className={styles.list} role="listbox" aria-label={t.mention}>
      {found.map((person, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the text keeps the focus and handles the keys
        <li key={person.id} role="option" aria-selected={index === at} className={classNames(styles.person, index === at && styles.active)} onPointerDown={(event) => event.preventDefault()} onClick={() => choose(index)}>
          <Avatar name={person.name} present={person.present} />
          <span>{person.name}</span>
        </li>
      ))}
    </ul>
  );
  const ids = () => (enabled ? mentionsIn(text, people).map((person) => person.id) : []);
  return { onKey, onCaret, ids, list };
}
