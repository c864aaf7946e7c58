import { useQueryClient } from '@tanstack/react-query';
import { errorCode } from '@/api/http';
import type { Customer } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { type CustomerEdit, customerKey, fetchCustomer, saveCustomer } from '../api/customer-query';

export type SaveResult = 'saved' | 'conflict' | 'failed';
export type SaveCustomer = <K extends keyof CustomerEdit>(field: K, value: CustomerEdit[K], base: CustomerEdit[K]) => Promise<SaveResult>;

/**
 * Saves one field. When somebody else has changed the customer, it is saved upon their version as long as that field
 * is still what the writer started from; otherwise the writer is asked.
 */
export function useSaveCustomer(customer: Customer): SaveCustomer {
  const client = useQueryClient();
  const errorText = useErrorText();
  return async (field, value, base) => {
    const change = { [field]: value } as Partial<CustomerEdit>;
    const accept = (saved: Customer) => {
      client.setQueryData(customerKey(customer.id), saved);
      publishEvents([{ type: 'customer', customer: saved }]);
      return 'saved' as const;
    };
    try {
      const latest = client.getQueryData<Customer>(customerKey(customer.id)) ?? customer;
      if (JSON.stringify(latest[field]) !== JSON.stringify(base)) return 'conflict';
      return accept(await saveCustomer(latest, change));
    } catch (error) {
      if (errorCode(error) !== 'customer_changed') {
        showToast(errorText(errorCode(error)), { bad: true });
        return 'failed';
      }
    }
    try {
      const current = await fetchCustomer(customer.id);
      client.setQueryData(customerKey(customer.id), current);
      return JSON.stringify(current[field]) === JSON.stringify(base) ? accept(await saveCustomer(current, change)) : 'conflict';
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
      return 'failed';
    }
  };
}
