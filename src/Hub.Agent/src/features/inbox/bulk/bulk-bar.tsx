import { type RefObject, useRef, useState } from 'react';
import { useMay } from '@/shared/hooks/use-me';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { keyLabel } from '@/shared/keys/key-press';
import type { CommandId } from '@/shared/keys/key-table';
import { IconButton } from '@/shared/ui/button';
import type { IconName } from '@/shared/ui/icon';
import { readMany, setStatusOfMany, spamMany } from '../api/bulk';
import { useBulkTexts } from '../locales/use-bulk-texts';
import styles from './bulk-bar.module.css';
import { BulkMenu, type Menu } from './bulk-menu';
import { useBulk } from './use-bulk';
import type { Selection } from './use-selection';

interface Action {
  id: Extract<CommandId, `selection.${string}`>;
  icon: IconName;
  label: string;
  may: boolean;
  run: () => void;
}

/** Stands where the filter stands while rows are chosen: everything that can be done to them at once. */
export function BulkBar({ selection, onSelectAll }: { selection: Selection; onSelectAll: () => void }) {
  const t = useBulkTexts();
  const may = useMay();
  const bulk = useBulk(selection);
  const [menu, setMenu] = useState<Menu | null>(null);
  const anchor = useRef<HTMLDivElement>(null);
  const actions: Action[] = [
    { id: 'selection.assign', icon: 'person', label: t.assign, may: may('conversations.assign'), run: () => setMenu('assign') },
    { id: 'selection.resolve', icon: 'check', label: t.resolve, may: may('conversations.resolve'), run: () => void bulk.run((ids) => setStatusOfMany(ids, { status: 'resolved' }), t.done.resolved) },
    { id: 'selection.status', icon: 'list', label: t.status, may: may('conversations.resolve'), run: () => setMenu('status') },
    { id: 'selection.snooze', icon: 'clock', label: t.snooze, may: may('conversations.resolve'), run: () => setMenu('snooze') },
    { id: 'selection.tags', icon: 'tag', label: t.tags, may: may('conversations.note'), run: () => setMenu('tags') },
    { id: 'selection.read', icon: 'letter', label: t.read, may: may('conversations.note'), run: () => void bulk.run(readMany, t.done.read) },
    { id: 'selection.spam', icon: 'alert', label: t.spam, may: may('conversations.spam'), run: () => void bulk.run(spamMany, t.done.spam) },
  ];
  const allowed = actions.filter((action) => action.may);
  useShortcuts({ ...Object.fromEntries(allowed.map(({ id, run }) => [id, run])), 'selection.clear': selection.clear });
  return (
    <div ref={anchor} className={styles.bar} role="toolbar" aria-label={t.toolbar}>
      <p className={styles.count} role="status">
        {bulk.working === null ? t.selected(selection.rows.length) : t.working(bulk.working)}
        <button type="button" className={styles.all} title={`${t.selectAll} (${keyLabel('list.selectAll')})`} onClick={onSelectAll}>{t.selectAll}</button>
        <IconButton className={styles.clear} icon="close" label={t.clear} shortcut={keyLabel('selection.clear')} onClick={selection.clear} />
      </p>
      <div className={styles.actions}>
        {allowed.map(({ id, icon, label, run }) => <IconButton key={id} icon={icon} label={label} shortcut={keyLabel(id)} disabled={bulk.working !== null} onClick={run} />)}
      </div>
      {menu && <BulkMenu menu={menu} anchor={anchor as RefObject<HTMLElement | null>} bulk={bulk} rows={selection.rows} onClose={() => setMenu(null)} />}
    </div>
  );
}
