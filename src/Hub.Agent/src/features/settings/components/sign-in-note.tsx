import { classNames } from '@/shared/lib/class-names';
import { Icon } from '@/shared/ui/icon';
import { useCareTexts } from '../locales/use-care-texts';
import type { SignInOutcome } from '../model/sign-in-outcome';
import styles from './accounts.module.css';

/** What came of a sign-in at the mail provider, next to the account it was for. */
export function SignInNote({ outcome }: { outcome: SignInOutcome }) {
  const t = useCareTexts().signIn;
  const good = outcome.code === 'ok';
  return (
    <p role={good ? 'status' : 'alert'} className={classNames(styles.note, good ? styles.good : styles.bad)}>
      <Icon name={good ? 'check' : 'alert'} size={14} />
      <span>{t.outcomes[good ? 'ok' : outcome.code] ?? t.failed}</span>
    </p>
  );
}
