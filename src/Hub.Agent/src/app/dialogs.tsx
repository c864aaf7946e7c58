import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import { openCall } from '@/features/calls/api/calls';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { closeDialog, openDialogs } from '@/shared/lib/dialogs';
import { useStore } from '@/shared/lib/store';
import { showToast } from '@/shared/lib/toasts';

// Opened by hand, so fetched by hand: the first load carries none of them.
const NewConversationDialog = lazy(async () => ({ default: (await import('@/features/starting/components/new-conversation-dialog')).NewConversationDialog }));
const NewCustomerDialog = lazy(async () => ({ default: (await import('@/features/starting/components/new-customer-dialog')).NewCustomerDialog }));
const LogDialog = lazy(async () => ({ default: (await import('@/features/starting/components/log-dialog')).LogDialog }));
const FollowUpDialog = lazy(async () => ({ default: (await import('@/features/follow-ups/components/follow-up-dialog')).FollowUpDialog }));
const ViewEditor = lazy(async () => ({ default: (await import('@/features/inbox/saved/view-editor')).ViewEditor }));
const loadPalette = () => import('./palette/palette');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const quietAfter = 2000;

/** Draws what any feature has opened with `shared/lib/dialogs`. */
export function Dialogs() {
  const open = useStore(openDialogs, (value) => value);
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  // There when it is asked for, without weighing on the first load. Without a network the first press asks again.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), quietAfter);
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
    <Suspense fallback={null}>
      {open?.kind === 'newConversation' && <NewConversationDialog customerId={open.customerId} onClose={closeDialog} onOpen={goTo} />}
      {open?.kind === 'newCustomer' && <NewCustomerDialog phone={open.phone} onClose={closeDialog} onCreated={(customer) => void afterCreating(customer.id, open.callId)} />}
      {open?.kind === 'log' && <LogDialog conversationId={open.conversationId} entry={open.entry} onClose={closeDialog} />}
      {open?.kind === 'view' && <ViewEditor key={`${open.id}/${open.copy}`} id={open.id} copy={open.copy} onClose={closeDialog} />}
      {open?.kind === 'palette' && <Palette onClose={closeDialog} />}
      {open?.kind === 'followUp' && <FollowUpDialog conversationId={open.conversationId} followUp={open.followUp} onClose={closeDialog} />}
    </Suspense>
  );
}
