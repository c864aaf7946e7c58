import { useState } from 'react';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { type FollowUpsView, useFollowUps } from '../api/follow-ups';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';
import { FollowUpRow } from './follow-up-row';
import styles from './follow-ups.module.css';

const views: FollowUpsView[] = ['mine', 'team', 'all'];
const nearEnd = 400;

export function FollowUpsPage() {
  const t = useFollowUpTexts();
  const shared = useSharedTexts();
  const [view, setView] = useState<FollowUpsView>('mine');
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useFollowUps(view);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const [title, hint] = t.empty[view];
  return (
    <main className={styles.page}>
      <h1>{t.title}</h1>
      <div className={styles.tabs} role="tablist" aria-label={t.view}>
        {views.map((each) => <button key={each} type="button" role="tab" className={styles.tab} aria-selected={view === each} onClick={() => setView(each)}>{t.views[each]}</button>)}
      </div>
      <div
        className={styles.scroller}
        onScroll={({ currentTarget: box }) => {
          if (hasNextPage && !isFetchingNextPage && box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd) void fetchNextPage();
        }}
      >
        {isPending && <Skeleton rows={5} />}
        {isError && !data && <ErrorState title={t.failed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />}
        {data && items.length === 0 && <EmptyState icon="bell" title={title ?? ''}>{hint}</EmptyState>}
        <ul className={styles.rows}>{items.map((followUp) => <FollowUpRow key={followUp.id} followUp={followUp} showOwner={view !== 'mine'} />)}</ul>
      </div>
    </main>
  );
}
