import { Link } from 'wouter';
import type { View } from '@/api/types';
import { views } from '@/api/views';
import { classNames } from '@/shared/lib/class-names';
import { useCounts } from '../api/counts';
import { useInboxTexts } from '../locales/use-inbox-texts';
import styles from './view-links.module.css';

export function ViewLinks({ current }: { current: View | null }) {
  const t = useInboxTexts();
  const counts = useCounts();
  return (
    <ul className={styles.views} aria-label={t.viewsLabel}>
      {views.map((view) => (
        <li key={view}>
          <Link href={`/inbox/${view}`} className={classNames(styles.view, view === current && styles.current)} aria-current={view === current ? 'page' : undefined}>
            <span className={styles.name}>{t.views[view]}</span>
            <span className={styles.count}>{counts?.[view]}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
