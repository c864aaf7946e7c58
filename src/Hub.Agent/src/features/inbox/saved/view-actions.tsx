import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { errorCode } from '@/api/http';
import type { ViewId } from '@/api/views';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { openViewEditor } from '@/shared/lib/dialogs';
import { showToast } from '@/shared/lib/toasts';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { Picker, type PickerOption } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { deleteView, orderViews, renewViews, restoreView, type SavedView, savedViewsKey, useSavedViews } from '../api/saved-views';
import { useViewActionTexts } from '../locales/use-view-action-texts';
import { moved } from './moved';

/** What can be done with the saved view that is open. */
export function ViewActions({ view }: { view: ViewId }) {
  const saved = useSavedViews();
  const known = saved?.find((each) => each.id === view);
  return saved && known ? <Actions view={known} all={saved} /> : null;
}

function Actions({ view, all }: { view: SavedView; all: SavedView[] }) {
  const t = useViewActionTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
    await renewViews(client);
  };
  const move = (step: number) => {
    const next = moved(all, view.id, step);
    client.setQueryData<SavedView[]>(savedViewsKey, next);
    return attempt(() => orderViews(next.map((each) => each.id)));
  };
  const bringBack = () => attempt(async () => {
    await restoreView(view.id);
    showToast(t.restored);
  });
  const remove = () => attempt(async () => {
    await deleteView(view.id);
    navigate('/inbox/mine');
    showToast(t.deleted(view.name), { action: { label: t.undo, run: () => void bringBack() } });
  });
  const options: PickerOption[] = [
    ...(view.editable ? [{ id: 'edit', label: t.edit, lead: <Icon name="settings" /> }] : []),
    { id: 'copy', label: t.duplicate, lead: <Icon name="copy" /> },
    ...(all[0]?.id === view.id ? [] : [{ id: 'up', label: t.up, lead: <Icon name="up" /> }]),
    ...(all.at(-1)?.id === view.id ? [] : [{ id: 'down', label: t.down, lead: <Icon name="down" /> }]),
    ...(view.editable ? [{ id: 'delete', label: t.delete, lead: <Icon name="trash" /> }] : []),
  ];
  const pick = (id: string) => {
    setOpen(false);
    if (id === 'edit') openViewEditor(view.id);
    else if (id === 'copy') openViewEditor(view.id, true);
    else if (id === 'delete') void remove();
    else void move(id === 'up' ? -1 : 1);
  };
  return (
    <>
      <IconButton ref={anchor} icon="dots" label={t.actions} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <Popover anchor={anchor} label={t.actions} onClose={() => setOpen(false)} width={240}>
          <Picker options={options} placeholder={t.actions} empty={t.actions} onPick={pick} />
        </Popover>
      )}
    </>
  );
}
