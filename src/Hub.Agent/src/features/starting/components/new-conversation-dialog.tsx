import { useState } from 'react';
import { useCustomerName, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Skeleton } from '@/shared/ui/states';
import { useChosenCustomer } from '../api/starting';
import { useStartingTexts } from '../locales/use-starting-texts';
import { CustomerChoice } from './customer-choice';
import { CustomerForm } from './customer-form';
import { LogForm } from './log-form';
import { MessageForm } from './message-form';
import styles from './starting.module.css';

interface Props {
  customerId: string | null;
  onClose: () => void;
  onOpen: (conversationId: string) => void;
}

/** Writes to a customer first, or writes down what was said without a channel. */
export function NewConversationDialog({ customerId, onClose, onOpen }: Props) {
  const t = useStartingTexts();
  const shared = useSharedTexts();
  const [chosen, setChosen] = useState(customerId);
  const [creating, setCreating] = useState<string | null>(null);
  const [kind, setKind] = useState<'write' | 'log'>('write');
  return (
    <Dialog title={creating === null ? t.title : t.newCustomer} closeLabel={shared.close} onClose={onClose} wide>
      <div className={styles.form}>
        {creating !== null && <CustomerForm typed={creating} onCreated={(customer) => { setChosen(customer.id); setCreating(null); }} onCancel={() => setCreating(null)} />}
        {creating === null && chosen === null && <CustomerChoice onChoose={setChosen} onCreate={setCreating} />}
        {creating === null && chosen !== null && (
          <>
            <Chosen id={chosen} onChange={() => setChosen(null)} />
            <div className={styles.tabs} role="tablist" aria-label={t.kind}>
              {(['write', 'log'] as const).map((each) => (
                <button key={each} type="button" role="tab" className={styles.tab} aria-selected={kind === each} onClick={() => setKind(each)}>{t[each]}</button>
              ))}
            </div>
            {kind === 'write' ? <MessageForm key={chosen} customerId={chosen} onDone={onOpen} /> : <LogForm key={chosen} customerId={chosen} onDone={onOpen} />}
          </>
        )}
      </div>
    </Dialog>
  );
}

function Chosen({ id, onChange }: { id: string; onChange: () => void }) {
  const t = useStartingTexts();
  const customerName = useCustomerName();
  const { data } = useChosenCustomer(id);
  if (!data) return <Skeleton rows={1} />;
  return (
    <div className={styles.chosen}>
      <Avatar name={data.name ?? ''} pictureUrl={data.pictureUrl} />
      <span className={styles.names}>
        <strong>{customerName(data.name)}</strong>
        <span className={styles.faint}>{[data.kana, data.company, data.addresses[0]?.shown].filter(Boolean).join(' · ')}</span>
      </span>
      <Button look="link" onClick={onChange}>{t.change}</Button>
    </div>
  );
}
