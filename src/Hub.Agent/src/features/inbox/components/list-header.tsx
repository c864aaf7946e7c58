import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { isInbox, type ViewId, views } from '@/api/views';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { keyLabel } from '@/shared/keys/key-press';
import { isComposing, isEnter } from '@/shared/lib/keys';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useCounts } from '../api/counts';
import { useSavedCounts, useSavedViews } from '../api/saved-views';
import { useInboxTexts } from '../locales/use-inbox-texts';
import { countText } from '../saved/count-text';
import { ViewActions } from '../saved/view-actions';
import styles from './inbox-list.module.css';

interface Props {
  view: ViewId;
  filter: string;
  onFilter: (text: string) => void;
  field: RefObject<HTMLInputElement | null>;
  found: number | null;
  /** Stands in place of the filter while rows are chosen. */
  bulk: ReactNode;
}

export function ListHeader({ view, filter, onFilter, field, found, bulk }: Props) {
  const t = useInboxTexts();
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <ViewMenu view={view} />
        <span className={styles.spacer} />
        <ViewActions view={view} />
      </div>
      {bulk ?? (
        <div className={styles.search}>
          <Icon name="search" />
          <input
            ref={field}
            aria-label={t.filter}
            placeholder={t.filter}
            value={filter}
            onChange={(event) => onFilter(event.target.value)}
            onKeyDown={(event) => {
              if (isComposing(event)) return;
              if (event.code === 'Escape') onFilter('');
              if (event.code === 'Escape' || isEnter(event)) field.current?.blur();
            }}
          />
          {found === null ? <kbd aria-hidden="true">{keyLabel('list.filter')}</kbd> : <span className={styles.found} role="status">{t.filtered(found)}</span>}
          {filter && <IconButton icon="close" label={t.clearFilter} onClick={() => onFilter('')} />}
        </div>
      )}
    </header>
  );
}

function ViewMenu({ view }: { view: ViewId }) {
  const t = useInboxTexts();
  const shared = useSharedTexts();
  const counts = useCounts();
  const saved = useSavedViews() ?? [];
  const savedCounts = useSavedCounts();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <h1>
      <button ref={anchor} type="button" className={styles.view} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={styles.viewName}>{isInbox(view) ? t.views[view] : saved.find((each) => each.id === view)?.name}</span>
        <span className={styles.viewCount}>{isInbox(view) ? counts?.[view] : countText(savedCounts?.get(view))}</span>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <Popover anchor={anchor} label={t.viewsLabel} onClose={() => setOpen(false)}>
          <Picker
            placeholder={t.viewsLabel}
            empty={shared.errors['not_found'] ?? ''}
            options={[
              ...views.map((each) => ({ id: each, label: t.views[each], hint: String(counts?.[each] ?? ''), checked: each === view })),
              ...saved.map((each) => ({ id: each.id, label: each.name, hint: countText(savedCounts?.get(each.id)), checked: each.id === view, group: t.savedViews })),
            ]}
            onPick={(id) => {
              setOpen(false);
              navigate(`/inbox/${id}`);
            }}
          />
        </Popover>
      )}
    </h1>
  );
}
