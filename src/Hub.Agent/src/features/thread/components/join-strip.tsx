import { Link, useLocation } from 'wouter';
import { ApiError, errorCode } from '@/api/http';
import { questionsOf } from '@/api/send-questions';
import type { ConversationDetail } from '@/api/types';
import { mayHere } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { dismissSuggestion, merge, undoMerge, undoSplit } from '../api/letters';
import { useRefresh } from '../api/conversation-query';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './letter.module.css';

/** Where this conversation goes on, where it came from, or where it may belong: with the way there and the way back. */
export function JoinStrip({ detail }: { detail: ConversationDetail }) {
  const t = { ...useThreadTexts(), ...useLetterTexts() };
  const errorText = useErrorText();
  const refresh = useRefresh(detail.id);
  const [, navigate] = useLocation();
  const mayAssign = mayHere(detail)('conversations.assign');
  const { mergedInto, suggested, splitFrom } = detail;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
    await refresh();
  };
  const join = (id: string) => attempt(async () => {
    try {
      await merge(detail.id, id);
    } catch (error) {
      if (!(error instanceof ApiError) || questionsOf(error) === null || !window.confirm(t.join.otherCustomer)) throw error;
      await merge(detail.id, id, ['other_customer']);
    }
    showToast(t.join.merged, { action: { label: t.undo, run: () => void attempt(async () => {
      await undoMerge(detail.id);
    }) } });
    navigate(`/inbox/open/${id}`);
  });
  if (mergedInto) {
    return (
      <div className={styles.strip} role="note">
        <span>{t.join.goesOnIn}</span>
        <Link href={`/inbox/open/${mergedInto.id}`}>{t.join.number(mergedInto.number)}</Link>
        {mayAssign && <Button look="link" onClick={() => void attempt(async () => void (await undoMerge(detail.id)))}>{t.join.undoMerge}</Button>}
      </div>
    );
  }
  if (suggested) {
    return (
      <div className={styles.strip} role="note">
        <span>{t.join.mayBelong(t.join.because[suggested.by] ?? '')}</span>
        <Link href={`/inbox/open/${suggested.id}`}>{t.join.number(suggested.number)}</Link>
        {mayAssign && <Button look="link" onClick={() => void join(suggested.id)}>{t.join.merge}</Button>}
        {mayAssign && <Button look="link" onClick={() => void attempt(async () => void (await dismissSuggestion(detail.id)))}>{t.join.dismiss}</Button>}
      </div>
    );
  }
  if (splitFrom) {
    return (
      <div className={styles.strip} role="note">
        <span>{t.join.splitFrom}</span>
        <Link href={`/inbox/open/${splitFrom.id}`}>{t.join.number(splitFrom.number)}</Link>
        {mayAssign && <Button look="link" onClick={() => void attempt(async () => {
          await undoSplit(detail.id);
          navigate(`/inbox/open/${splitFrom.id}`);
        })}>{t.join.undoSplit}</Button>}
      </div>
    );
  }
  return null;
}
