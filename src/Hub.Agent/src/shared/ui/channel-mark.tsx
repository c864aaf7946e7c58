import { classNames } from '@/shared/lib/class-names';
import styles from './channel-mark.module.css';

/** The only place that knows channels by name, and only for their colour. Others are shown alike. */
export function ChannelMark({ channel, label, withLabel = false }: { channel: string; label: string; withLabel?: boolean }) {
  return (
    <span className={styles.mark} title={withLabel ? undefined : label}>
      <span className={classNames(styles.dot, styles[channel])} />
      {withLabel ? <span className={styles.label}>{label}</span> : <span className="visually-hidden">{label}</span>}
    </span>
  );
}
