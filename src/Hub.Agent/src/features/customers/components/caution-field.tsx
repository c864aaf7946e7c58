import { useQueryClient } from '@tanstack/react-query';
import { errorCode } from '@/api/http';
import type { Customer } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { customerKey, fetchCustomer, setCaution } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './caution.module.css';
import { InlineField } from './inline-field';

/** The caution in the record: its text, and the day on which somebody looks whether it still holds. */
export function CautionField({ customer, readOnly }: { customer: Customer; readOnly: boolean }) {
  const t = useCustomerTexts().caution;
  const client = useQueryClient();
  const errorText = useErrorText();
  const { caution } = customer;
  const save = async (text: string | null, reviewOn: string | null, seen: string | null) => {
    try {
      const saved = await setCaution(customer.id, { text, reviewOn }, seen);
      client.setQueryData(customerKey(customer.id), saved);
      publishEvents([{ type: 'customer', customer: saved }]);
      return 'saved' as const;
    } catch (error) {
      const changed = errorCode(error) === 'customer_changed';
      if (changed) client.setQueryData(customerKey(customer.id), await fetchCustomer(customer.id).catch(() => customer));
      else showToast(errorText(errorCode(error)), { bad: true });
      return changed ? 'conflict' as const : 'failed' as const;
    }
  };
  return (
    <>
      <InlineField label={t.label} value={caution?.text ?? null} long readOnly={readOnly} onSave={(text, from) => save(text, caution?.reviewOn ?? null, from)} />
      {caution && !readOnly && (
        <label className={styles.review}>
          {t.reviewOn}
          <input type="date" value={caution.reviewOn ?? ''} onChange={(event) => void save(caution.text, event.target.value || null, caution.text).then((result) => result === 'conflict' && showToast(errorText('customer_changed'), { bad: true }))} />
        </label>
      )}
    </>
  );
}
