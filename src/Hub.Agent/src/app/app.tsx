import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useLocation } from 'wouter';
import { errorCode, onSignedOut } from '@/api/http';
import type { Me } from '@/api/types';
import { getSession, sessionKey, signOut } from '@/features/session/api/session';
import { Announcer } from '@/features/notifications/components/announcer';
import { SignInPage } from '@/features/session/components/sign-in-page';
import { MeContext } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { setLanguage } from '@/shared/lib/language';
import { readSetting } from '@/shared/lib/settings';
import { showToast } from '@/shared/lib/toasts';
import { ErrorState, Spinner } from '@/shared/ui/states';
import { useAppTexts } from './locales/use-app-texts';
import { Dialogs } from './dialogs';
import { isSamePerson, leaveNothingBehind } from './person-change';
import { LiveBridge } from './live-bridge';
import { hrefOfNotification } from './notification-target';
import { Rings } from './rings';
import { Routes } from './routes';
import styles from './shell.module.css';

/** Null means: nobody is signed in. */
async function currentMe(): Promise<Me | null> {
  try {
    return await getSession();
  } catch (error) {
    if (errorCode(error) === 'not_signed_in') return null;
    throw error;
  }
}

export function App() {
  const t = useAppTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const session = useQuery({ queryKey: sessionKey, queryFn: currentMe, staleTime: Infinity, retry: 1 });
  const me = session.data;

  const forget = useCallback(() => {
    client.setQueryData<Me | null>(sessionKey, null);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  }, [client]);
  useEffect(() => onSignedOut(forget), [forget]);
  const leave = useMutation({ mutationFn: signOut, onSuccess: leaveNothingBehind, onError: (error) => showToast(errorText(errorCode(error)), { bad: true }) });

  // The language kept with the person counts where this browser has no choice of its own yet.
  const language = me?.language;
  useEffect(() => {
    if (language && readSetting('language') === null) void setLanguage(language);
  }, [language]);

  if (session.isPending) return <div className={styles.center}><Spinner label={t.starting} /></div>;
  if (session.isError) return <div className={styles.center}><ErrorState title={t.unreachable} retryLabel={shared.tryAgain} onRetry={() => void session.refetch()} /></div>;
  if (!me) return <SignInPage onSignedIn={(person) => isSamePerson(person.id) && client.setQueryData(sessionKey, person)} />;
  return (
    <MeContext value={me}>
      <LiveBridge />
      <Announcer onOpen={(item) => navigate(hrefOfNotification(item))} />
      <Routes onSignOut={() => leave.mutate()} />
      <Rings />
      <Dialogs />
    </MeContext>
  );
}
