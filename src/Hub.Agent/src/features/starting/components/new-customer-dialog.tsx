import type { Customer } from '@/api/types';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Dialog } from '@/shared/ui/dialog';
import { useStartingTexts } from '../locales/use-starting-texts';
import { CustomerForm } from './customer-form';

export function NewCustomerDialog({ phone, onCreated, onClose }: { phone: string; onCreated: (customer: Customer) => void; onClose: () => void }) {
  const t = useStartingTexts();
  const shared = useSharedTexts();
  return (
    <Dialog title={t.newCustomer} closeLabel={shared.close} onClose={onClose} wide>
      <CustomerForm typed={phone} onCreated={onCreated} onCancel={onClose} />
    </Dialog>
  );
}
