import { Link } from 'wouter';
import { type ViewId, views } from '@/api/views';
import { classNames } from '@/shared/lib/class-names';
import { openViewEditor } from '@/shared/lib/dialogs';
import { keyLabel } from '@/shared/keys/key-press';
import { IconButton } from '@/shared/ui/button';
import { useCounts } from '../api/counts';
import { useSavedCounts, useSavedViews } from '../api/saved-views';
import { useInboxTexts } from '../locales/use-inbox-texts';
import { countText } from '../saved/count-text';
import styles from './view-links.module.css';

export function ViewLinks({ current }: { current: ViewId | null }) {
  const t = useInboxTexts();
  const counts = useCounts();
  const saved = useSavedViews() ?? [];
  const savedCounts = useSavedCounts();
  return (
    <>
      <ul className={styles.views} aria-label={t.viewsLabel}>
        {views.map((view) => <ViewLink key={view} id={view} name={t.views[view]} count={String(counts?.[view] ?? '')} current={view === current} />)}
      </ul>
      <p className={styles.saved}>
        {t.savedViews}
        <IconButton icon="plus" label={t.newView} shortcut={keyLabel('new.view')} onClick={() => openViewEditor(null)} />
      </p>
      <ul className={styles.views} aria-label={t.savedViews}>
        {saved.map((view) => <ViewLink key={view.id} id={view.id} name={view.name} count={countText(savedCounts?.get(view.id))} current={view.id === current} />)}
      </ul>
    </>
  );
}

function ViewLink({ id, name, count, current }: { id: ViewId; name: string; count: string; current: boolean }) {
  return (
    <li>
      <Link href={`/inbox/${id}`} className={classNames(styles.view, current && styles.current)} aria-current={current ? 'page' : undefined}>
        <span className={styles.name} title={name}>{name}</span>
        <span className={styles.count}>{count}</span>
      </Link>
    </li>
  );
}
