import type { LogContent, LogDirection, LogMedium } from '@/api/types';
import { toLocalField } from '@/shared/lib/dates';
import type { LogBody } from '../api/starting';

/** What stands in the form: everything as text, so that nothing typed is lost. */
export interface LogDraft {
  medium: LogMedium;
  direction: LogDirection;
  reason: string;
  outcome: string;
  text: string;
  startedAt: string;
  minutes: string;
}

const minute = 60;

export const emptyLog = (now: Date): LogDraft => ({ medium: 'phone', direction: 'inbound', reason: '', outcome: '', text: '', startedAt: toLocalField(now), minutes: '' });

export const draftOf = (content: LogContent): LogDraft => ({
  medium: content.medium,
  direction: content.direction,
  reason: content.reason ?? '',
  outcome: content.outcome ?? '',
  text: content.body ?? '',
  startedAt: toLocalField(new Date(content.startedAt)),
  minutes: content.durationSeconds === null ? '' : String(Math.round(content.durationSeconds / minute)),
});

/** Full-width digits are digits too. */
export function bodyOf(draft: LogDraft): LogBody {
  const at = new Date(draft.startedAt);
  const minutes = Number(draft.minutes.normalize('NFKC').trim());
  return {
    medium: draft.medium,
    direction: draft.direction,
    reason: draft.reason,
    outcome: draft.outcome,
    text: draft.text,
    startedAt: Number.isNaN(at.getTime()) ? null : at.toISOString(),
    durationSeconds: draft.minutes.trim() === '' || Number.isNaN(minutes) ? null : Math.round(minutes * minute),
  };
}

export const isWorthSaving = (draft: LogDraft): boolean => [draft.reason, draft.outcome, draft.text].some((each) => each.trim() !== '');
