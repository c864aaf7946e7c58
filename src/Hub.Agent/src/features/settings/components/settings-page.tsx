import { Link } from 'wouter';
import { useMay } from '@/shared/hooks/use-me';
import { classNames } from '@/shared/lib/class-names';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { AccountsSection } from './accounts-section';
import { PeopleSection } from './people-section';
import { PersonalSection } from './personal-section';
import styles from './settings.module.css';
import { TokensSection } from './tokens-section';

export type SettingsSection = 'personal' | 'tokens' | 'accounts' | 'people';

/** On a phone the tabs are wider than the screen. */
const intoView = (tab: HTMLElement | null): void => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

export function SettingsPage({ section, onSignOut }: { section: SettingsSection; onSignOut: () => void }) {
  const t = useSettingsTexts();
  const may = useMay();
  const sections: SettingsSection[] = ['personal', 'tokens'];
  if (may('accounts.manage')) sections.push('accounts');
  if (may('people.manage')) sections.push('people');
  const shown = sections.includes(section) ? section : 'personal';
  return (
    <main className={styles.page}>
      <h1>{t.title}</h1>
      <nav className={styles.tabs} aria-label={t.title}>
        {sections.map((each) => (
          <Link key={each} ref={each === shown ? intoView : undefined} href={`/settings/${each}`} className={classNames(styles.tab, each === shown && styles.current)} aria-current={each === shown ? 'page' : undefined}>
            {t.sections[each]}
          </Link>
        ))}
      </nav>
      {shown === 'personal' && <PersonalSection onSignOut={onSignOut} />}
      {shown === 'tokens' && <TokensSection />}
      {shown === 'accounts' && <AccountsSection />}
      {shown === 'people' && <PeopleSection />}
    </main>
  );
}
