import type { ReactNode } from 'react';
import { IconButton } from './button';
import { Icon, type IconName } from './icon';
import styles from './ring-card.module.css';

/** Something that rings, in the corner. It is announced, but takes no focus. */
export function RingCard({ icon, head, title, closeLabel, onClose, children }: { icon: IconName; head: string; title: string; closeLabel: string; onClose: () => void; children: ReactNode }) {
  return (
    <section className={styles.card} role="status" aria-label={`${head}: ${title}`}>
      <header className={styles.head}>
        <Icon name={icon} />
        <span>{head}</span>
        <IconButton icon="close" label={closeLabel} onClick={onClose} />
      </header>
      <p className={styles.title}>{title}</p>
      {children}
    </section>
  );
}

export function RingStack({ children }: { children: ReactNode }) {
  return <div className={styles.stack}>{children}</div>;
}
