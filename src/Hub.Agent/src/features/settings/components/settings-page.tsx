import { Suspense } from 'react';
import { Link } from 'wouter';
import { useMay } from '@/shared/hooks/use-me';
import { classNames } from '@/shared/lib/class-names';
import { Skeleton } from '@/shared/ui/states';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { CalendarNotice } from '../hours/calendar-notice';
import { type Section, sections } from './sections';
import styles from './settings-page.module.css';

/** On a phone the entries stand in one row, wider than the screen. */
const intoView = (entry: HTMLElement | null): void => entry?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

interface Props {
  section: string;
  /** Sections of other features; app puts them in. */
  extra: readonly Section[];
  onSignOut: () => void;
}

export function SettingsPage({ section, extra, onSignOut }: Props) {
  const t = useSettingsTexts();
  const may = useMay();
  const allowed = [...sections, ...extra].filter((each) => each.may === null || may(each.may));
  const shown = allowed.find((each) => each.key === section) ?? sections[0];
  const groups = [...new Set(allowed.map((each) => each.group))];
  return (
    <main className={styles.page}>
      <nav className={styles.nav} aria-label={t.title}>
        <h1>{t.title}</h1>
        {groups.map((group) => (
          <div key={group} className={styles.group} role="group" aria-label={t.groups[group]}>
            <span className={styles.groupName} aria-hidden="true">{t.groups[group]}</span>
            {allowed.filter((each) => each.group === group).map((each) => (
              <Link
                key={each.key}
                ref={each === shown ? intoView : undefined}
                href={`/settings/${each.key}`}
                className={classNames(styles.entry, each === shown && styles.current)}
                aria-current={each === shown ? 'page' : undefined}
              >
                {t.sections[each.key]}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className={styles.content} key={shown.key}>
        <h2 className={styles.title}>{t.sections[shown.key]}</h2>
        {may('settings.manage') && <CalendarNotice />}
        <Suspense fallback={<Skeleton rows={5} />}>
          <shown.Component onSignOut={onSignOut} />
        </Suspense>
      </div>
    </main>
  );
}
