import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChatSite } from '@/api/types';
import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { SelectField } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { fetchSite, fetchSites, siteKey, sitesKey } from './chat-api';
import styles from './chat.module.css';
import { SiteForm } from './site-form';
import { useChatTexts } from './texts';

export function ChatSection() {
  const t = useChatTexts();
  const shared = useSharedTexts();
  const sites = useQuery({ queryKey: sitesKey, queryFn: fetchSites });
  const [siteId, setSiteId] = useState<string | null>(null);
  if (sites.isPending) return <Skeleton rows={6} />;
  if (sites.isError) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void sites.refetch()} />;
  const { items } = sites.data;
  const shown = items.find((each) => each.id === siteId) ?? items[0];
  return (
    <section className={styles.section}>
      {!shown && <p className={styles.hint}>{t.none}</p>}
      {shown && items.length > 1 && (
        <SelectField label={t.site} value={shown.id} onChange={(event) => setSiteId(event.target.value)}>
          {items.map((each) => <option key={each.id} value={each.id}>{`${each.name} (${each.key})`}</option>)}
        </SelectField>
      )}
      {shown && <OfSite key={shown.id} site={shown} />}
    </section>
  );
}

function OfSite({ site }: { site: ChatSite }) {
  const shared = useSharedTexts();
  const saved = useQuery({ queryKey: siteKey(site.id), queryFn: () => fetchSite(site.id), refetchOnWindowFocus: false });
  if (saved.isPending) return <Skeleton rows={8} />;
  if (saved.isError) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void saved.refetch()} />;
  return <SiteForm site={site} saved={saved.data} />;
}
