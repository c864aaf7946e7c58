import { useQueryClient } from '@tanstack/react-query';
import { getSession, sessionKey } from '@/features/session/api/session';
import { SecondStepSetup } from '@/features/settings/components/second-step-setup';
import { usePeopleTexts } from '@/features/settings/locales/use-people-texts';
import { Button } from '@/shared/ui/button';
import { useAppTexts } from './locales/use-app-texts';
import styles from './shell.module.css';

/** A role asks for a second step: nothing else opens before it is there. */
export function MustSetUp({ onSignOut }: { onSignOut: () => void }) {
  const t = usePeopleTexts().account;
  const app = useAppTexts();
  const client = useQueryClient();
  return (
    <main className={styles.center}>
      <div className={styles.must}>
        <h1>{t.mustTitle}</h1>
        <p>{t.mustText}</p>
        <SecondStepSetup onDone={() => void client.fetchQuery({ queryKey: sessionKey, queryFn: getSession, staleTime: 0 })} />
        <Button look="link" onClick={onSignOut}>{app.signOut}</Button>
      </div>
    </main>
  );
}
