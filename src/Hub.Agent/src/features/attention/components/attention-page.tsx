import { type ComponentType, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Message } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { useTexts } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { attentionKey, useUnsettledSends } from '../api/attention';
import { useParked } from '../api/parked';
import { en } from '../locales/en';
import { ja } from '../locales/ja';
import styles from './attention-page.module.css';
import { ParkedCard } from './parked-card';
import { SendCard } from './send-card';

const texts = { ja, en };

interface Props {
  /** What can be done about a message. */
  Actions: ComponentType<{ message: Message; className?: string | undefined; onSettled: () => void }>;
}

export function AttentionPage({ Actions }: Props) {
  const t = useTexts(texts);
  const shared = useSharedTexts();
  const client = useQueryClient();
  const mayManage = useMay()('parked.manage');
  const page = useRef<HTMLElement>(null);
  const sends = useUnsettledSends();
  const parked = useParked(mayManage);
  const items = sends.data?.pages.flatMap((each) => each.items) ?? [];
  const stuck = parked.data?.pages.flatMap((each) => each.items) ?? [];
  const loaded = sends.data !== undefined && (parked.data !== undefined || !mayManage);
  const settled = () => void client.invalidateQueries({ queryKey: attentionKey });

  const cards = () => [...(page.current?.querySelectorAll<HTMLElement>('[data-card]') ?? [])];
  const walk = (step: number) => {
    const all = cards();
    const at = all.findIndex((card) => card.contains(document.activeElement));
    const card = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
    (card?.querySelector<HTMLElement>('[data-jump]') ?? card?.querySelector<HTMLElement>('button'))?.focus();
    card?.scrollIntoView({ block: 'nearest' });
  };
  // To the button, not past it: sending is pressed, never triggered by a letter.
  const reach = (action: string) => cards().find((card) => card.contains(document.activeElement))?.querySelector<HTMLElement>(`[data-action=${action}]`)?.focus();
  useShortcuts({ 'attention.next': () => walk(1), 'attention.previous': () => walk(-1), 'attention.retry': () => reach('retry'), 'attention.arrived': () => reach('arrived'), 'attention.dismiss': () => reach('dismiss') });

  return (
    <main ref={page} className={styles.page}>
      <h1>{t.title}</h1>
      {(sends.isError || parked.isError) && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void Promise.all([sends.refetch(), mayManage && parked.refetch()])} />}
      {!loaded && !sends.isError && !parked.isError && <Skeleton rows={4} />}
      {loaded && items.length === 0 && stuck.length === 0 && <EmptyState icon="check" title={t.nothing}>{t.nothingHint}</EmptyState>}
      {items.length > 0 && (
        <section>
          <h2>{t.sends}</h2>
          <p className={styles.hint}>{t.sendsHint}</p>
          <ul className={styles.cards}>{items.map((item) => <SendCard key={item.id} item={item} actions={<Actions message={item.message} className={styles.actions} onSettled={settled} />} />)}</ul>
          {sends.hasNextPage && <Button onClick={() => void sends.fetchNextPage()}>{t.more}</Button>}
        </section>
      )}
      {stuck.length > 0 && (
        <section>
          <h2>{t.parked}</h2>
          <p className={styles.hint}>{t.parkedHint}</p>
          <ul className={styles.cards}>{stuck.map((item) => <ParkedCard key={item.id} item={item} />)}</ul>
          {parked.hasNextPage && <Button onClick={() => void parked.fetchNextPage()}>{t.more}</Button>}
        </section>
      )}
    </main>
  );
}
