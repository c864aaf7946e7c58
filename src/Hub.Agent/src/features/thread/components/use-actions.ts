import { useMemo } from 'react';
import { useAgents, useTeams } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Classification, ConversationDetail, StatusChange } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { formatShort } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { toggled } from '@/shared/lib/in-turn';
import { showToast } from '@/shared/lib/toasts';
import { type Assignment, assign, callForHelp, classify, endHelp, markSpam, onlyThanks, setStatus, setTags, snooze, unmarkSpam, wake } from '../api/actions';
import { useThreadTexts } from '../locales/use-thread-texts';

export type ConversationActions = ReturnType<typeof useActions>;

/** What can be done with the open conversation; each says that it was done and how to undo it. */
export function useActions(detail: ConversationDetail) {
  const t = useThreadTexts();
  const language = useLanguage();
  const errorText = useErrorText();
  const me = useMe();
  const agents = useAgents();
  const teams = useTeams();

  return useMemo(() => {
    const { id, ownerId, teamId, status, stateId, dueAt } = detail;
    // Undone, it stands where it stood; a date that has passed meanwhile is left out.
    const back = () => setStatus(id, status === 'spam' ? { status: 'open' } : { status, stateId, ...(dueAt && new Date(dueAt) > new Date() ? { dueAt } : {}) });
    /** Whether it was done. `refused` may answer for a refusal itself. */
    const attempt = async (work: () => Promise<unknown>, done?: string, undo?: () => Promise<unknown>, refused?: (code: string) => boolean): Promise<boolean> => {
      try {
        await work();
        if (done) showToast(done, undo ? { action: { label: t.undo, run: () => void attempt(undo) } } : {});
        return true;
      } catch (error) {
        if (!refused?.(errorCode(error))) showToast(errorText(errorCode(error)), { bad: true });
        return false;
      }
    };
    const nameOf = (to: Assignment) => agents.find((agent) => agent.id === to.ownerId)?.name ?? teams.find((team) => team.id === to.teamId)?.name;
    const assignTo = (to: Assignment) => {
      const name = to.ownerId || to.teamId !== teamId ? nameOf(to) : undefined;
      return attempt(() => assign(id, { ...to, from: { ownerId, teamId } }), name ? t.done.assigned(name) : t.done.unassigned, () => assign(id, { ownerId, teamId }));
    };
    return {
      assign: assignTo,
      takeIt: () => assignTo({ ownerId: me.id, teamId }),
      /** `onMissing`: the brand wants something first that this desk has not heard of yet. */
      resolve: (stateId: string | null = null, classification?: Classification, onMissing?: () => void) =>
        attempt(() => setStatus(id, { status: 'resolved', stateId, ...(classification ? { classification } : {}) }), t.done.resolved, back, (code) => {
          if (code !== 'required_before_resolve' || !onMissing) return false;
          onMissing();
          return true;
        }),
      reopen: () => attempt(() => setStatus(id, { status: 'open' }), t.done.reopened),
      setStatus: (change: Partial<StatusChange> & Pick<StatusChange, 'status'>) => attempt(() => setStatus(id, change), t.done.status(t.statuses[change.status]), back),
      onlyThanks: () => attempt(() => onlyThanks(id), t.done.onlyThanks, () => setStatus(id, { status: 'open' })),
      spam: (block: { reason: string; until: string | null } | null = null) => attempt(() => markSpam(id, block), block ? t.done.blocked : t.done.spam, () => unmarkSpam(id)),
      notSpam: () => attempt(() => unmarkSpam(id), t.done.notSpam),
      callForHelp: () => attempt(() => callForHelp(id), t.done.helpCalled, () => endHelp(id)),
      withdrawHelp: () => attempt(() => endHelp(id), t.done.helpWithdrawn, () => callForHelp(id)),
      takeHelp: () => attempt(() => endHelp(id), t.done.helpTaken),
      classify: (values: Classification) => attempt(() => classify(id, values), t.done.classified),
      snooze: (until: Date) => attempt(() => snooze(id, until), t.done.snoozed(formatShort(until.toISOString(), language)), () => wake(id)),
      wake: () => attempt(() => wake(id), t.done.woke),
      tag: (tag: string, on: boolean) => attempt(() => setTags(id, toggled(detail.tags, tag, on), detail.tags)),
    };
  }, [detail, t, language, errorText, me.id, agents, teams]); // oxlint-disable-line react/exhaustive-deps -- errorText is made anew each time from the language, which is listed
}
