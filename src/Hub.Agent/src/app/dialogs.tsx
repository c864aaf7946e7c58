import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import { openCall } from '@/features/calls/api/calls';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { closeDialog, openDialogs } from '@/shared/lib/dialogs';
import { useStore } from '@/shared/lib/store';
import { showToast } from '@/shared/lib/toasts';

// Opened by hand, so fetched by hand: the first load carries none of them.
const load = {
  newConversation: () => import('@/features/starting/components/new-conversation-dialog'),
  newCustomer: () => import('@/features/starting/components/new-customer-dialog'),
  log: () => import('@/features/starting/components/log-dialog'),
  followUp: () => import('@/features/follow-ups/components/follow-up-dialog'),
  view: () => import('@/features/inbox/saved/view-editor'),
  palette: () => import('./palette/palette'),
};
const NewConversationDialog = lazy(async () => ({ default: (await load.newConversation()).NewConversationDialog }));
const NewCustomerDialog = lazy(async () => ({ default: (await load.newCustomer()).NewCustomerDialog }));
const LogDialog = lazy(async () => ({ default: (await load.log()).LogDialog }));
const FollowUpDialog = lazy(async () => ({ default: (await load.followUp()).FollowUpDialog }));
const ViewEditor = lazy(async () => ({ default: (await load.view()).ViewEditor }));
const Palette = lazy(async () => ({ default: (await load.palette()).Palette }));
const quietAfter = 2000;

/** Draws what any feature has opened with `shared/lib/dialogs`. */
export function Dialogs() {
  const open = useStore(openDialogs, (value) => value);
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  // There when it is asked for, without weighing on the first load. Without a network the first press asks again.
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled([load.palette(), load.newConversation(), load.followUp(), load.log(), load.newCustomer()]), quietAfter);
    return () => clearTimeout(timer);
  }, []);
  const goTo = (conversationId: string) => {
    closeDialog();
    navigate(`/inbox/mine/${conversationId}`);
  };
  const afterCreating = async (customerId: string, callId: string | null) => {
    closeDialog();
    if (callId === null) return navigate(`/customers/${customerId}`);
    try {
      goTo((await openCall(callId, customerId)).id);
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
  };
  return (
    <Suspense fallback={<Opening />}>
      {open?.kind === 'newConversation' && <NewConversationDialog customerId={open.customerId} onClose={closeDialog} onOpen={goTo} />}
      {open?.kind === 'newCustomer' && <NewCustomerDialog phone={open.phone} onClose={closeDialog} onCreated={(customer) => void afterCreating(customer.id, open.callId)} />}
      {open?.kind === 'log' && <LogDialog conversationId={open.conversationId} entry={open.entry} onClose={closeDialog} />}
      {open?.kind === 'view' && <ViewEditor key={`${open.id}/${open.copy}`} id={open.id} copy={open.copy} onClose={closeDialog} />}
      {open?.kind === 'palette' && <Palette onClose={closeDialog} />}
      {open?.kind === 'followUp' && <FollowUpDialog conversationId={open.conversationId} followUp={open.followUp} onClose={closeDialog} />}
    </Suspense>
  );
}

/** Until a dialog is there, what is typed for it must not be taken for shortcuts of the page. */
function Opening() {
  useEffect(() => {
    const swallow = (event: KeyboardEvent) => {
      event.stopImmediatePropagation();
      if (event.code === 'Escape') closeDialog();
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.preventDefault();
    };
    window.addEventListener('keydown', swallow, true);
    return () => window.removeEventListener('keydown', swallow, true);
  }, []);
  return null;
}
