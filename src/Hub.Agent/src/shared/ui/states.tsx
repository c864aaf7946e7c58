import type { ReactNode } from 'react';
import { Button } from './button';
import { Icon, type IconName } from './icon';
import styles from './states.module.css';

export function EmptyState({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      <span className={styles.icon}><Icon name={icon} size={28} /></span>
      <p className={styles.title} data-phrase="">{title}</p>
      {children && <div className={styles.detail} data-phrase="">{children}</div>}
    </div>
  );
}

export function ErrorState({ title, retryLabel, onRetry }: { title: string; retryLabel: string; onRetry: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <span className={styles.icon}><Icon name="alert" size={28} /></span>
      <p className={styles.title}>{title}</p>
      <Button onClick={onRetry} icon="reopen">{retryLabel}</Button>
    </div>
  );
}

export function Spinner({ label }: { label: string }) {
  return <span className={styles.spinner} role="status" aria-label={label} />;
}

/** Grey shapes of what is coming, for the first load only. */
export function Skeleton({ rows, kind = 'row' }: { rows: number; kind?: 'row' | 'bubble' }) {
  return (
    <div aria-hidden="true" className={styles[kind]}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.bone} />
      ))}
    </div>
  );
}
