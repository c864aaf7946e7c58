import { useQueryClient } from '@tanstack/react-query';
import { errorCode, request } from '@/api/http';
import type { Customer } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { customerKey } from '../api/customer-query';

/** A record as the server has it after a change of its addresses; the threads that show it look again. */
export function useAcceptCustomer(customerId: string): { accept: (saved: Customer) => void; undoLink: (linkId: string) => Promise<void> } {
  const client = useQueryClient();
  const errorText = useErrorText();
  const accept = (saved: Customer) => {
    client.setQueryData(customerKey(customerId), saved);
    publishEvents([{ type: 'customer', customer: saved }]);
    for (const key of ['conversation', 'timeline', 'ways']) void client.invalidateQueries({ queryKey: [key] });
  };
  const undoLink = async (linkId: string) => {
    try {
      accept(await request<Customer>(`/api/customers/${customerId}/identities/undo/${linkId}`, { method: 'POST' }));
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
  };
  return { accept, undoLink };
}
