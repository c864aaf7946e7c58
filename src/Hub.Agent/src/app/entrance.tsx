import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import type { Me } from '@/api/types';
import { sessionKey, signOut } from '@/features/session/api/session';
import { MeContext } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { leaveNothingBehind } from './person-change';
import { useIdleSignOut } from './use-idle-sign-out';

const LinkPage = lazy(async () => ({ default: (await import('@/features/session/components/link-page')).LinkPage }));
const MustSetUp = lazy(async () => ({ default: (await import('./must-set-up')).MustSetUp }));
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
  if (token) return <Suspense fallback={null}><LinkPage token={token} onDone={() => navigate('/inbox/mine', { replace: true })} /></Suspense>;
  if (me?.mustSetUpSecondStep) return <MeContext value={me}><Suspense fallback={null}><MustSetUp onSignOut={leave} /></Suspense></MeContext>;
  return children;
}
