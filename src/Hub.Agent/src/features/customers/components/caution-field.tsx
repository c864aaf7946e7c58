import { useQueryClient } from '@tanstack/react-query';
import { errorCode } from '@/api/http';
import type { Customer } from '@/api/types';
import { publishEvents } from '@/realtime/event-bus';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { customerKey, setCaution } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import styles from './caution.module.css';
import { InlineField } from './inline-field';

/** The caution in the record: its text, and the day on which somebody looks whether it still holds. */
export function CautionField({ customer, readOnly }: { customer: Customer; readOnly: boolean }) {
  const t = useCustomerTexts().caution;
  const client = useQueryClient();
  const errorText = useErrorText();
  const { caution } = customer;
  const save = async (text: string | null, reviewOn: string | null) => {
    try {
      const saved = await setCaution(customer.id, { text, reviewOn });
      client.setQueryData(customerKey(customer.id), saved);
      publishEvents([{ type: 'customer', customer: saved }]);
      return 'saved' as const;
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
      return 'failed' as const;
    }
  };
  return (
    <>
      <InlineField label={t.label} value={caution?.text ?? null} long readOnly={readOnly} onSave={async (text, base) => (base === (caution?.text ?? null) ? save(text, caution?.reviewOn ?? null) : 'conflict')} />
      {caution && !readOnly && (
        <label className={styles.review}>
          {t.reviewOn}
          <input type="date" value={caution.reviewOn ?? ''} onChange={(event) => void save(caution.text, event.target.value || null)} />
        </label>
      )}
    </>
  );
}
