import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { View } from '@/api/types';
import { views } from '@/api/views';
import { useAttentionCounts } from '@/features/attention/api/attention';
import { useView } from '@/features/inbox/api/view-query';
import { useMay } from '@/shared/hooks/use-me';
import { SendingBanner } from '@/features/sending/components/sending-banner';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { openNewConversation } from '@/shared/lib/dialogs';
import { ToastList } from '@/shared/ui/toast-list';
import { ConnectionBar } from './connection-bar';
import { KeysHelp } from './keys-help';
import { useLayout } from './layout';
import { type Place, Rail } from './rail';
import styles from './shell.module.css';
import { useTitle } from './use-title';

export function Shell({ place, view, children }: { place: Place; view: View | null; children: ReactNode }) {
  const layout = useLayout();
  const [help, setHelp] = useState(false);
  const [, navigate] = useLocation();
  const waiting = useAttentionCounts();
  const mayWrite = useMay()('conversations.reply');
  const mine = useView('mine').state?.rows;
  useTitle(mine?.filter((row) => row.unread > 0).length ?? 0);
  useShortcuts({
    'Shift+Slash': () => setHelp(true),
    KeyG: () => navigate('/inbox/mine'),
    KeyC: () => mayWrite && openNewConversation(),
    KeyP: () => navigate('/customers'),
    KeyU: () => navigate('/follow-ups'),
    KeyX: () => navigate('/attention'),
    ...Object.fromEntries(views.map((each, index) => [`Digit${index + 1}`, () => navigate(`/inbox/${each}`)])),
  });
  return (
    <div className={styles.shell}>
      <ConnectionBar />
      <SendingBanner />
      <div className={styles.columns}>
        <Rail place={place} view={view} open={layout.rail} attention={(waiting?.sends ?? 0) + (waiting?.parked ?? 0)} onHelp={() => setHelp(true)} />
        <div className={styles.place}>{children}</div>
      </div>
      {help && <KeysHelp onClose={() => setHelp(false)} />}
      <ToastList />
    </div>
  );
}
