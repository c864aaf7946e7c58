import { connectionState } from '@/realtime/connection-state';
import { useQueuedCount } from '@/features/thread/model/outbox';
import { classNames } from '@/shared/lib/class-names';
import { useStore } from '@/shared/lib/store';
import { Icon } from '@/shared/ui/icon';
import styles from './shell.module.css';
import { useAppTexts } from './locales/use-app-texts';

/** Always there when the desk is not live, so that nobody trusts an old screen. */
export function ConnectionBar() {
  const t = useAppTexts();
  const state = useStore(connectionState, (value) => value);
  const queued = useQueuedCount();
  return (
    <div role="status">
      {state !== 'live' && (
        <p className={classNames(styles.connection, (state === 'offline' || state === 'reconnecting') && styles.broken)} data-state={state}>
          <Icon name="alert" size={14} />
          {t.connection[state]}
          {queued > 0 && <span>{t.queued(queued)}</span>}
        </p>
      )}
    </div>
  );
}
