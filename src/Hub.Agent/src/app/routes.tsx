import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { isViewId } from '@/api/views';
import { SendActions } from '@/features/thread/components/send-actions';
import { CustomersPage } from './customers-page';
import { InboxPage } from './inbox-page';
import { extraSections } from './settings-sections';
import { Shell } from './shell';

// The day is spent in the inbox: what is opened now and then is fetched when it is.
const AttentionPage = lazy(async () => ({ default: (await import('@/features/attention/components/attention-page')).AttentionPage }));
const FollowUpsPage = lazy(async () => ({ default: (await import('@/features/follow-ups/components/follow-ups-page')).FollowUpsPage }));
const SettingsPage = lazy(async () => ({ default: (await import('@/features/settings/components/settings-page')).SettingsPage }));

export function Routes({ onSignOut }: { onSignOut: () => void }) {
  return (
    <Switch>
      <Route path="/inbox/:view/:id?">
        {({ view, id }) => (isViewId(view) ? <Shell place="inbox" view={view}><InboxPage view={view} id={id ?? null} /></Shell> : <Redirect to="/inbox/mine" replace />)}
      </Route>
      <Route path="/customers/:id?">{({ id }) => <Shell place="customers" view={null}><CustomersPage id={id ?? null} /></Shell>}</Route>
      <Route path="/follow-ups"><Shell place="followUps" view={null}><Suspense><FollowUpsPage /></Suspense></Shell></Route>
      <Route path="/attention"><Shell place="attention" view={null}><Suspense><AttentionPage Actions={SendActions} /></Suspense></Shell></Route>
      <Route path="/settings/:section?">{({ section }) => <Shell place="settings" view={null}><Suspense><SettingsPage section={section ?? 'personal'} extra={extraSections} onSignOut={onSignOut} /></Suspense></Shell>}</Route>
      <Route><Redirect to="/inbox/mine" replace /></Route>
    </Switch>
  );
}
