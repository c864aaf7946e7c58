import { useState } from 'react';
import { useDebounced } from '@/shared/hooks/use-debounced';
import { useMay } from '@/shared/hooks/use-me';
import { useCustomerName } from '@/shared/hooks/use-shared-texts';
import { Avatar } from '@/shared/ui/avatar';
import { Picker } from '@/shared/ui/picker';
import { useFoundCustomers } from '../api/starting';
import { useStartingTexts } from '../locales/use-starting-texts';

/** Finds a customer the way people remember them. What is typed and matches nobody may become a new customer. */
export function CustomerChoice({ onChoose, onCreate }: { onChoose: (id: string) => void; onCreate: (typed: string) => void }) {
  const t = useStartingTexts();
  const customerName = useCustomerName();
  const mayCreate = useMay()('customers.edit');
  const [text, setText] = useState('');
  const settled = useDebounced(text.trim(), 150);
  const { data, isFetching, isPlaceholderData } = useFoundCustomers(settled);
  const stale = isPlaceholderData || settled !== text.trim();
  const options = (data?.items ?? []).map((customer) => ({
    id: customer.id,
    label: customerName(customer.name),
    hint: [customer.kana, customer.company, customer.address].filter(Boolean).join(' · '),
    stale,
    lead: <Avatar name={customer.name ?? ''} pictureUrl={customer.pictureUrl} size="s" />,
  }));
  return (
    <Picker
      options={options}
      placeholder={t.find}
      empty={stale || isFetching ? t.searching : t.nobody}
      onText={setText}
      onPick={onChoose}
      {...(mayCreate ? { create: { label: t.createNamed, onCreate, stale: stale || isFetching } } : {})}
    />
  );
}
