import { useLocation } from 'wouter';
import { CustomerList } from '@/features/customers/components/customer-list';
import { CustomerRecord } from '@/features/customers/components/customer-record';
import { classNames } from '@/shared/lib/class-names';
import { IconButton } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/states';
import { useAppTexts } from './locales/use-app-texts';
import styles from './shell.module.css';

export function CustomersPage({ id }: { id: string | null }) {
  const t = useAppTexts();
  const [, navigate] = useLocation();
  return (
    <div className={classNames(styles.inbox, id !== null && styles.withThread)}>
      <div className={styles.list}><CustomerList selectedId={id} /></div>
      <main className={styles.customer}>
        {id === null ? (
          <EmptyState icon="people" title={t.chooseCustomer} />
        ) : (
          <div className={styles.page}>
            <IconButton className={styles.closeRecord} icon="back" label={t.back} onClick={() => navigate('/customers')} />
            <CustomerRecord customerId={id} currentConversationId={null} hrefOf={(conversation) => `/inbox/open/${conversation}`} />
          </div>
        )}
      </main>
    </div>
  );
}
