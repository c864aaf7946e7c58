import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { usePeopleTexts } from '../locales/use-people-texts';
import { copyText } from '../model/copy-text';
import people from './people.module.css';
import styles from './settings.module.css';

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = usePeopleTexts().account;
  return (
    <div className={styles.stack}>
      <p>{t.recovery}</p>
      <ul className={people.codes}>{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <div className={styles.buttons}>
        <Button icon="copy" onClick={() => void copyText(codes.join('\n')).then(() => showToast(t.copied))}>{t.copy}</Button>
        <Button look="primary" onClick={onDone}>{t.kept}</Button>
      </div>
    </div>
  );
}
