import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import type { Me } from '@/api/types';
import { sessionKey, signOut } from '@/features/session/api/session';
import { LinkPage } from '@/features/session/components/link-page';
import { MeContext } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { MustSetUp } from './must-set-up';
import { leaveNothingBehind } from './person-change';
import { useIdleSignOut } from './use-idle-sign-out';

const linkPaths: readonly string[] = ['/invite', '/reset'];

/** What comes before the desk: an invitation, a second step that must be set up, and the end of a session nobody sits at. */
export function Entrance({ children }: { children: ReactNode }) {
  const errorText = useErrorText();
  const [path, navigate] = useLocation();
  const { data: me } = useQuery<Me | null>({ queryKey: sessionKey, enabled: false });
  const leave = useCallback(() => {
    signOut().then(leaveNothingBehind, (error: unknown) => showToast(errorText(errorCode(error)), { bad: true }));
  }, [errorText]);
  useIdleSignOut(me?.idleMinutes, leave);

  const token = linkPaths.includes(path) ? location.hash.slice(1) : '';
  if (token) return <LinkPage token={token} onDone={() => navigate('/inbox/mine', { replace: true })} />;
  if (me?.mustSetUpSecondStep) return <MeContext value={me}><MustSetUp onSignOut={leave} /></MeContext>;
  return children;
}
