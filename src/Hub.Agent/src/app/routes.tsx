import { Redirect, Route, Switch } from 'wouter';
import type { View } from '@/api/types';
import { views } from '@/api/views';
import { AttentionPage } from '@/features/attention/components/attention-page';
import { useView } from '@/features/inbox/api/view-query';
import { SettingsPage } from '@/features/settings/components/settings-page';
import { CustomersPage } from './customers-page';
import { InboxPage } from './inbox-page';
import { Shell } from './shell';

const isView = (value: string): value is View => (views as readonly string[]).includes(value);

export function Routes({ onSignOut }: { onSignOut: () => void }) {
  return (
    <Switch>
      <Route path="/inbox/:view/:id?">
        {({ view, id }) => (isView(view) ? <Shell place="inbox" view={view}><InboxPage view={view} id={id ?? null} /></Shell> : <Redirect to="/inbox/mine" replace />)}
      </Route>
      <Route path="/customers/:id?">{({ id }) => <Shell place="customers" view={null}><CustomersPage id={id ?? null} /></Shell>}</Route>
      <Route path="/attention"><Shell place="attention" view={null}><Attention /></Shell></Route>
      <Route path="/settings/:section?">{({ section }) => <Shell place="settings" view={null}><SettingsPage section={section ?? 'personal'} onSignOut={onSignOut} /></Shell>}</Route>
      <Route><Redirect to="/inbox/mine" replace /></Route>
    </Switch>
  );
}

function Attention() {
  const { state, loadMore } = useView('attention');
  return <AttentionPage rows={state?.rows ?? []} onMoreRows={state?.next ? () => void loadMore() : null} />;
}
