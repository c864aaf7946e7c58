import type { AccessLink } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { usePeopleTexts } from '../locales/use-people-texts';
import { copyText } from '../model/copy-text';
import people from './people.module.css';
import styles from './settings.module.css';

/** A link that is shown once: there is no other way to get it again than to make a new one. */
export function LinkBox({ name, link, onMail }: { name: string; link: AccessLink; /** Makes a new one and mails it; null where that cannot be done, or has been. */ onMail: (() => void) | null }) {
  const t = usePeopleTexts().people;
  const language = useLanguage();
  const errorText = useErrorText();
  return (
    <div className={styles.stack}>
      <div className={styles.secret} role="status">
        <p>{t.linkReady(name)}</p>
        <code className={people.key}>{link.url}</code>
        <Button icon="copy" data-autofocus="" onClick={() => void copyText(link.url).then(() => showToast(t.copied))}>{t.copy}</Button>
      </div>
      {onMail && <Button icon="letter" onClick={onMail}>{t.mailLink}</Button>}
      {link.mailed !== null && <p className={link.mailed === 'sent' ? styles.good : styles.bad} role="status">{link.mailed === 'sent' ? t.mailed : t.notMailed(errorText(link.mailed))}</p>}
      <p className={styles.hint}>{t.linkUntil(formatFull(link.expiresAt, language))}</p>
    </div>
  );
}
