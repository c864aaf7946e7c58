import { Link, useLocation } from 'wouter';
import { useAgents } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { ConversationDetail } from '@/api/types';
import { mayHere } from '@/shared/hooks/use-me';
import { useChannelName, useErrorText } from '@/shared/hooks/use-shared-texts';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { keyLabel } from '@/shared/keys/key-press';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { useRefresh } from '../api/conversation-query';
import { merge, undoMerge } from '../api/letters';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import letter from './letter.module.css';
import styles from './via.module.css';

/** What else is open with this customer. One key takes the newest into this thread. */
export function ElsewhereStrip({ detail }: { detail: ConversationDetail }) {
  const t = useLetterTexts();
  const undo = useThreadTexts().undo;
  const agents = useAgents();
  const channelName = useChannelName();
  const errorText = useErrorText();
  const refresh = useRefresh(detail.id);
  const [, navigate] = useLocation();
  const here = detail.mergedInto === null && detail.identity !== null && mayHere(detail)('conversations.assign');
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
    await refresh();
  };
  const join = (id: string, number: number) => attempt(async () => {
    await merge(id, detail.id);
    showToast(t.via.joined(number), { action: { label: undo, run: () => void attempt(() => undoMerge(id)) } });
    navigate(`/inbox/open/${detail.id}`);
  });
  const first = here ? detail.elsewhere.find((other) => other.mayJoin) : undefined;
  useShortcuts(first ? { 'conversation.join': () => void join(first.id, first.number) } : {});
  if (detail.elsewhere.length === 0) return null;
  return (
    <div className={letter.strip} role="note">
      <span>{t.via.alsoOpen}</span>
      {detail.elsewhere.map((other) => {
        const owner = agents.find((agent) => agent.id === other.ownerId)?.name;
        return (
          <span key={other.id} className={styles.elsewhere}>
            <ChannelMark channel={other.channel} label={channelName(other.channel)} withLabel />
            <Link href={`/inbox/open/${other.id}`}>{t.join.number(other.number)}</Link>
            {owner && <span className={styles.faint}>{owner}</span>}
            {here && other.mayJoin && <Button look="link" title={other === first ? keyLabel('conversation.join') : undefined} onClick={() => void join(other.id, other.number)}>{t.via.join}</Button>}
          </span>
        );
      })}
    </div>
  );
}
