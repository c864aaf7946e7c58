import { useState } from 'react';
import { classNames } from '@/shared/lib/class-names';
import styles from './avatar.module.css';

interface AvatarProps {
  name: string;
  pictureUrl?: string | null;
  size?: 'xs' | 's' | 'm' | 'l';
  present?: boolean | undefined;
  title?: string;
}

const hueCount = 6;

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % hueCount;
}

/** One letter for Japanese names, two for names in Latin letters. */
export function initialsOf(name: string): string {
  const letters = name.replaceAll(/[^\p{L}\p{N}\s]/gu, '').trim();
  const [first = '', second = ''] = letters.split(/\s+/);
  const start = [...first][0] ?? '?';
  return /^[\p{Script=Latin}]/u.test(start) ? (start + ([...second][0] ?? '')).toUpperCase() : start;
}

export function Avatar({ name, pictureUrl = null, size = 'm', present, title }: AvatarProps) {
  const [broken, setBroken] = useState(false);
  return (
    <span className={classNames(styles.avatar, styles[size], styles[`hue${hueOf(name)}`])} title={title} aria-hidden={title === undefined}>
      {pictureUrl && !broken ? <img src={pictureUrl} alt="" onError={() => setBroken(true)} /> : initialsOf(name)}
      {present !== undefined && <span className={classNames(styles.dot, present && styles.present)} />}
    </span>
  );
}
