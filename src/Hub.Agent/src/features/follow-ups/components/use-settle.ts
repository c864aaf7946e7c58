import { errorCode } from '@/api/http';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { setDone, updateFollowUp } from '../api/follow-ups';
import type { FollowUp } from '@/api/types';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';

/** Done, with a way back; and taking over what came back to the team. */
export function useSettle(): { finish: (followUp: FollowUp) => Promise<void>; take: (followUp: FollowUp, me: string) => Promise<void> } {
  const t = useFollowUpTexts();
  const errorText = useErrorText();
  const attempt = async (action: () => Promise<unknown>) => {
    try {
      await action();
      return true;
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
      return false;
    }
  };
  return {
    finish: async (followUp) => {
      if (await attempt(() => setDone(followUp.id, true))) showToast(t.doneToast, { action: { label: t.undo, run: () => void attempt(() => setDone(followUp.id, false)) } });
    },
    take: async (followUp, me) => {
      // Overdue ones are taken on for now: a time that has passed cannot be set again.
      const dueAt = new Date(Math.max(Date.parse(followUp.dueAt), Date.now() + 60_000)).toISOString();
      await attempt(() => updateFollowUp(followUp, { dueAt, ownerId: me, text: followUp.text || t.callBack }));
    },
  };
}
