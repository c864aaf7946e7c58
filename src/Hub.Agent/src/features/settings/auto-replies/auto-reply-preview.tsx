import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { AutoReply } from '@/api/types';
import { useDebounced } from '@/shared/hooks/use-debounced';
import { useRepliesTexts } from '../replies/texts';
import styles from './auto-replies.module.css';
import { useAutoReplyTexts } from './texts';

interface Preview {
  open: boolean;
  now: 'acknowledgement' | 'closed' | null;
  texts: { kind: 'acknowledgement' | 'closed'; language: 'ja' | 'en'; text: string; empty: string[] }[];
}

/** What is being written, as the server would say it at this moment. */
export function AutoReplyPreview({ settings }: { settings: AutoReply }) {
  const t = useAutoReplyTexts();
  const { variables } = useRepliesTexts();
  const body = useDebounced(JSON.stringify(settings), 300);
  const preview = useQuery({
    queryKey: ['auto-replies', settings.accountId, 'preview', body],
    queryFn: () => request<Preview>(`/api/channel-accounts/${settings.accountId}/auto-replies/preview`, { method: 'POST', body: JSON.parse(body) as AutoReply }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  }).data;
  if (!preview) return null;
  const shown = preview.texts.filter((each) => each.kind === preview.now);
  return (
    <div className={styles.preview}>
      <h3>{t.now}</h3>
      <p className={styles.hint} role="status">{preview.now === 'acknowledgement' ? t.nowAcknowledgement : preview.now === 'closed' ? t.nowClosed : t.nowNothing}</p>
      {shown.map((each) => (
        <div key={each.language} className={styles.said}>
          <p lang={each.language} className={styles.bubble}>{each.text}</p>
          {each.empty.length > 0 && <p className={styles.error}>{t.gap(each.empty.map((name) => variables[name] ?? name).join('、'))}</p>}
        </div>
      ))}
    </div>
  );
}
