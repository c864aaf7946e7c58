import { Redirect, Route, Switch } from 'wouter';
import type { View } from '@/api/types';
import { views } from '@/api/views';
import { AttentionPage } from '@/features/attention/components/attention-page';
import { FollowUpsPage } from '@/features/follow-ups/components/follow-ups-page';
import { SettingsPage } from '@/features/settings/components/settings-page';
import { SendActions } from '@/features/thread/components/send-actions';
import { CustomersPage } from './customers-page';
import { InboxPage } from './inbox-page';
import { extraSections } from './settings-sections';
import { Shell } from './shell';

const isView = (value: string): value is View => (views as readonly string[]).includes(value);

export function Routes({ onSignOut }: { onSignOut: () => void }) {
  return (
    <Switch>
      <Route path="/inbox/:view/:id?">
        {({ view, id }) => (isView(view) ? <Shell place="inbox" view={view}><InboxPage view={view} id={id ?? null} /></Shell> : <Redirect to="/inbox/mine" replace />)}
      </Route>
      <Route path="/customers/:id?">{({ id }) => <Shell place="customers" view={null}><CustomersPage id={id ?? null} /></Shell>}</Route>
      <Route path="/follow-ups"><Shell place="followUps" view={null}><FollowUpsPage /></Shell></Route>
      <Route path="/attention"><Shell place="attention" view={null}><AttentionPage Actions={SendActions} /></Shell></Route>
      <Route path="/settings/:section?">{({ section }) => <Shell place="settings" view={null}><SettingsPage section={section ?? 'personal'} extra={extraSections} onSignOut={onSignOut} /></Shell>}</Route>
      <Route><Redirect to="/inbox/mine" replace /></Route>
    </Switch>
  );
}
