import type { Language } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { setLanguage, useLanguage } from '@/shared/lib/language';
import { setTheme, type Theme, useTheme } from '@/shared/lib/theme';
import { Button } from '@/shared/ui/button';
import { savePreferences } from '../api/settings';
import { useSettingsTexts } from '../locales/use-settings-texts';
import { OwnPicture } from './own-picture';
import styles from './settings.module.css';

const languages: Language[] = ['ja', 'en'];
const themes: Theme[] = ['system', 'light', 'dark'];

export function PersonalSection({ onSignOut }: { onSignOut: () => void }) {
  const t = useSettingsTexts();
  const me = useMe();
  const language = useLanguage();
  const theme = useTheme();
  return (
    <section className={styles.section}>
      <fieldset className={styles.choices}>
        <legend>{t.language}</legend>
        {languages.map((each) => (
          <label key={each} lang={each}>
            <input
              type="radio"
              name="language"
              checked={each === language}
              onChange={() => {
                void setLanguage(each);
                // The choice holds in this browser even when it cannot be told to the server now.
                void savePreferences(each).catch(() => {});
              }}
            />
            {t.languages[each]}
          </label>
        ))}
      </fieldset>
      <fieldset className={styles.choices}>
        <legend>{t.theme}</legend>
        {themes.map((each) => (
          <label key={each}>
            <input type="radio" name="theme" checked={each === theme} onChange={() => setTheme(each)} />
            {t.themes[each]}
          </label>
        ))}
      </fieldset>
      <OwnPicture />
      <div className={styles.account}>
        <p>{t.signedInAs(me.name, me.email)}</p>
        <Button icon="signOut" onClick={onSignOut}>{t.signOut}</Button>
      </div>
    </section>
  );
}
