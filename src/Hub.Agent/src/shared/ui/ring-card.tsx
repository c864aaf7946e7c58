import type { ReactNode } from 'react';
import { classNames } from '@/shared/lib/class-names';
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

/** Above the list rather than over the composer: whoever writes must still see the button that sends. */
export function RingStack({ besides, children }: { besides: 'rail' | 'foldedRail'; children: ReactNode }) {
  return <div className={classNames(styles.stack, styles[besides])}>{children}</div>;
}
