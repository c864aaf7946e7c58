import { useEffect, useMemo, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { useLocation } from 'wouter';
import { views } from '@/api/views';
import { useFoundConversations } from '@/features/inbox/api/find';
import { useSavedViews } from '@/features/inbox/api/saved-views';
import { useInboxTexts } from '@/features/inbox/locales/use-inbox-texts';
import { sections } from '@/features/settings/components/sections';
import { useSettingsTexts } from '@/features/settings/locales/use-settings-texts';
import { useFoundCustomers } from '@/features/starting/api/starting';
import { useCannedReplies } from '@/features/thread/canned/canned-api';
import { openComposer } from '@/features/thread/canned/open-composer';
import { searchReplies } from '@/features/thread/canned/canned-search';
import { useDebounced } from '@/shared/hooks/use-debounced';
import { useKeyTexts } from '@/shared/hooks/use-key-texts';
import { useMay } from '@/shared/hooks/use-me';
import { useCustomerName, usePreview } from '@/shared/hooks/use-shared-texts';
import { activeCommands } from '@/shared/keys/commands';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { Icon } from '@/shared/ui/icon';
import { Picker, type PickerOption } from '@/shared/ui/picker';
import { extraSections } from '../settings-sections';
import { cannedOptions, commandOptions, matches } from './palette-options';
import styles from './palette.module.css';
import { usePaletteTexts } from './use-palette-texts';

const searchAfter = 120;
const shownCustomers = 6;
const shownReplies = 6;

/** Finds any customer, conversation, view, page, command and, while a reply can be written, canned reply. Enter chooses what is marked; before anything is typed or marked it does nothing. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = usePaletteTexts();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  // What the page offered when it was opened: nothing else happens behind an open palette.
  const [commands] = useState(() => activeCommands.get());
  const [composer] = useState(() => openComposer.get());
  const local = useLocalOptions(text.trim());
  const replies = useCannedReplies(composer?.conversationId ?? '', composer?.brandId ?? '', composer !== null).data;
  const canned = useMemo(() => (text.trim() === '' ? [] : searchReplies(replies ?? [], text.trim(), shownReplies)), [replies, text]);
  const found = useFoundOptions(text.trim());
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => element?.close();
  }, []);
  const pick = (id: string) => {
    const [kind = '', value = ''] = id.split(/:(.*)/);
    // Closed first: what a command opens takes the focus itself.
    flushSync(onClose);
    const reply = kind === 'canned' ? canned.find((each) => each.id === value) : undefined;
    if (kind === 'command') commands.findLast((command) => command.id === value)?.run();
    else if (reply) composer?.insert(reply);
    else navigate(kind === 'customer' ? `/customers/${value}` : kind === 'conversation' ? `/inbox/open/${value}` : kind === 'view' ? `/inbox/${value}` : `/settings/${value}`);
  };
  return createPortal(
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={t.title}
      onCancel={onClose}
      onClose={onClose}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <Picker options={[...local, ...cannedOptions(canned, t.replies, language), ...found.options]} placeholder={t.placeholder} empty={found.searching ? t.searching : t.nothing} onText={setText} onPick={pick} startUnmarked />
    </dialog>,
    document.body,
  );
}

function useLocalOptions(text: string): PickerOption[] {
  const t = usePaletteTexts();
  const keys = useKeyTexts();
  const inbox = useInboxTexts();
  const settings = useSettingsTexts();
  const may = useMay();
  const saved = useSavedViews();
  return useMemo(() => {
    const places: PickerOption[] = [
      ...views.map((view) => ({ id: `view:${view}`, label: inbox.views[view], group: t.views, lead: <Icon name="inbox" /> })),
      ...(saved ?? []).map((view) => ({ id: `view:${view.id}`, label: view.name, group: t.views, lead: <Icon name="list" /> })),
    ];
    const pages: PickerOption[] = [...sections, ...extraSections].filter((section) => section.may === null || may(section.may)).map((section) => ({ id: `settings:${section.key}`, label: settings.sections[section.key], group: t.settings, lead: <Icon name="settings" /> }));
    return [...commandOptions(activeCommands.get(), keys, t.commands), ...places, ...(text === '' ? [] : pages)].filter((option) => matches(text, option.label, option.group));
  }, [t, keys, inbox, settings, may, saved, text]);
}

function useFoundOptions(text: string): { options: PickerOption[]; searching: boolean } {
  const t = usePaletteTexts();
  const customerName = useCustomerName();
  const preview = usePreview();
  const settled = useDebounced(text, searchAfter);
  const customers = useFoundCustomers(settled);
  const conversations = useFoundConversations(settled);
  if (text === '') return { options: [], searching: false };
  const options: PickerOption[] = [
    ...(customers.data?.items ?? []).slice(0, shownCustomers).map((customer) => ({
      id: `customer:${customer.id}`,
      label: customerName(customer.name),
      hint: [customer.kana, customer.company, customer.address].filter(Boolean).join(' · '),
      group: t.customers,
      stale: settled !== text || customers.isPlaceholderData,
      lead: <Avatar name={customer.name ?? ''} pictureUrl={customer.pictureUrl} size="s" />,
    })),
    ...(conversations.data?.items ?? []).map((row) => ({ id: `conversation:${row.id}`, label: `#${row.number} ${customerName(row.customer.name)}`, hint: preview(row.lastMessage), group: t.conversations, stale: settled !== text || conversations.isPlaceholderData, lead: <Icon name="letter" /> })),
  ];
  return { options, searching: settled !== text || customers.isFetching || conversations.isFetching };
}
