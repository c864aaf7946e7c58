import { useState } from 'react';
import type { ChatTheme } from '@/api/types';
import { classNames } from '@/shared/lib/class-names';
import { useLanguage } from '@/shared/lib/language';
import { SelectField } from '@/shared/ui/field';
import styles from './chat.module.css';
import { en } from './chat-en';
import { ja } from './chat-ja';
import { wordsOn } from './colour';
import { useChatTexts } from './texts';

const icons: Record<ChatTheme['icon'], string> = {
  bubble: 'M21 11.5a8 8 0 0 1-8.5 8 9 9 0 0 1-3.6-.7L4 20l1.3-4.2A7.6 7.6 0 0 1 4 11.5a8.2 8.2 0 0 1 8.5-8 8.2 8.2 0 0 1 8.5 8zM9 10h7M9 13.5h4',
  question: 'M8.5 9a3.6 3.6 0 1 1 5 3.3c-1 .5-1.5 1.2-1.5 2.4M12 18.4v.2',
  letter: 'M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5',
};

const arrow = '↑';

/** What a visitor will see, drawn from what is being written. */
export function SitePreview({ theme, brand }: { theme: ChatTheme; brand: string }) {
  const t = useChatTexts();
  const [language, setLanguage] = useState<'ja' | 'en'>(useLanguage());
  const words = language === 'ja' ? ja : en;
  const say = (text: { ja: string | null; en: string | null }) => (language === 'ja' ? (text.ja ?? text.en) : (text.en ?? text.ja));
  const title = say(theme.title) || brand;
  const look = { background: /^#[0-9a-f]{6}$/i.test(theme.accent) ? theme.accent : '#2457c5', color: wordsOn(theme.accent) };
  return (
    <aside className={styles.preview} aria-label={t.preview}>
      <SelectField label={t.previewLanguage} value={language} onChange={(event) => setLanguage(event.target.value as 'ja' | 'en')}>
        <option value="ja">{t.languages.ja}</option>
        <option value="en">{t.languages.en}</option>
      </SelectField>
      <div lang={language} className={classNames(styles.window, theme.scheme === 'light' && styles.light, theme.scheme === 'dark' && styles.dark)}>
        <header>
          <span className={styles.mark} style={look} aria-hidden="true">{theme.mark || [...title][0]}</span>
          <div><strong>{title}</strong><small>{words.ask}</small></div>
        </header>
        <div className={styles.talk}>
          <p className={styles.theirs}>{say(theme.greeting) || words.usualGreeting}</p>
          <p className={styles.own} style={look}>{words.visitorSays}</p>
          <p className={styles.theirs}>{words.we}</p>
        </div>
        <div className={styles.write}><span>{words.placeholder}</span><i style={look} aria-hidden="true">{arrow}</i></div>
      </div>
      <div className={classNames(styles.button, theme.side === 'left' && styles.left)} role="img" aria-label={t.previewButton}>
        <span lang={language} style={look}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d={icons[theme.icon]} /></svg>
          {say(theme.label)}
        </span>
      </div>
    </aside>
  );
}
