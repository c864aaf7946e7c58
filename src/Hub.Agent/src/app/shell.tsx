import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { type ViewId, views } from '@/api/views';
import { useAttentionCounts } from '@/features/attention/api/attention';
import { useSavedViews } from '@/features/inbox/api/saved-views';
import { useView } from '@/features/inbox/api/view-query';
import { useMay } from '@/shared/hooks/use-me';
import { SendingBanner } from '@/features/sending/components/sending-banner';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { openNewConversation, openViewEditor, togglePalette } from '@/shared/lib/dialogs';
import { ToastList } from '@/shared/ui/toast-list';
import { ConnectionBar } from './connection-bar';
import { useLayout } from './layout';
import { type Place, Rail } from './rail';
import styles from './shell.module.css';
import { useTitle } from './use-title';

const KeysHelp = lazy(async () => ({ default: (await import('./keys-help')).KeysHelp }));

export function Shell({ place, view, children }: { place: Place; view: ViewId | null; children: ReactNode }) {
  const layout = useLayout();
  const [help, setHelp] = useState(false);
  const [, navigate] = useLocation();
  const waiting = useAttentionCounts();
  const mayWrite = useMay()('conversations.reply');
  const mine = useView('mine').state?.rows;
  useTitle(mine?.filter((row) => row.unread > 0).length ?? 0);
  const saved = useSavedViews() ?? [];
  const digits = (name: 'view' | 'savedView', ids: readonly ViewId[]) => Object.fromEntries(ids.slice(0, 9).map((id, index) => [`${name}.${index + 1}`, () => navigate(`/inbox/${id}`)]));
  useShortcuts({
    'go.palette': togglePalette,
    'go.help': () => setHelp(true),
    'go.inbox': () => navigate('/inbox/mine'),
    'go.customers': () => navigate('/customers'),
    'go.followUps': () => navigate('/follow-ups'),
    'go.attention': () => navigate('/attention'),
    'new.conversation': mayWrite && (() => openNewConversation()),
    'new.view': () => openViewEditor(null),
    ...digits('view', views),
    ...digits('savedView', saved.map((each) => each.id)),
  });
  return (
    <div className={styles.shell}>
      <ConnectionBar />
      <SendingBanner />
      <div className={styles.columns}>
        <Rail place={place} view={view} open={layout.rail} attention={(waiting?.sends ?? 0) + (waiting?.parked ?? 0)} onHelp={() => setHelp(true)} />
        <div className={styles.place}>{children}</div>
      </div>
      {help && <Suspense><KeysHelp onClose={() => setHelp(false)} /></Suspense>}
      <ToastList />
    </div>
  );
}
