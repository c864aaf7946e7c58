import type { Message } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { Icon } from '@/shared/ui/icon';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './message.module.css';
import { SendActions } from './send-actions';

/** A message that failed, or of which nobody knows whether it arrived, says why and what can be done. */
export function DeliveryProblem({ message }: { message: Message }) {
  const t = useThreadTexts();
  const errorText = useErrorText();
  const delivery = message.delivery;
  if (delivery?.state !== 'failed' && delivery?.state !== 'unknown') return null;
  return (
    <div className={styles.problem}>
      <Icon name={delivery.state === 'unknown' ? 'help' : 'alert'} size={14} />
      <span>{t.states[delivery.state]}</span>
      {delivery.code && <span>{errorText(delivery.code)}</span>}
      {delivery.settled && <span className={styles.settled}>{t.problem.settled}</span>}
      <SendActions message={message} className={styles.problemActions} />
    </div>
  );
}
