import { useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { ConversationRow } from '@/api/types';
import { useCustomerName, useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { type BulkResult, undoMany } from '../api/bulk';
import { useBulkTexts } from '../locales/use-bulk-texts';
import type { Selection } from './use-selection';

const named = 3;

export interface Bulk {
  /** How many are being changed; null when nothing is under way. */
  working: number | null;
  run: (act: (ids: readonly string[]) => Promise<BulkResult>, done: (count: number) => string) => Promise<void>;
}

/** Carries out one action on the chosen rows, says what came of it, and how to take it back. What was left stays chosen. */
export function useBulk(selection: Selection): Bulk {
  const t = useBulkTexts();
  const errorText = useErrorText();
  const customerName = useCustomerName();
  const [working, setWorking] = useState<number | null>(null);

  const whyLeft = ({ left }: BulkResult, rows: readonly ConversationRow[]): string => {
    if (left.length === 0) return '';
    const names = left.slice(0, named).map(({ id }) => customerName(rows.find((row) => row.id === id)?.customer.name ?? null));
    const codes = [...new Set(left.map(({ code }) => code))];
    return ` ${t.left(left.length, names, left.length - names.length, codes.map((code) => t.why[code] ?? errorText(code)))}`;
  };
  const undo = async (id: string, rows: readonly ConversationRow[]) => {
    try {
      const result = await undoMany(id);
      showToast(t.undone(result.changed) + whyLeft(result, rows), { bad: result.left.length > 0 });
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
  };
  const run: Bulk['run'] = async (act, done) => {
    const { rows } = selection;
    const ids = rows.map((row) => row.id);
    if (ids.length === 0 || working !== null) return;
    setWorking(ids.length);
    try {
      const result = await act(ids);
      const { undoId } = result;
      const text = result.changed === 0 && result.left.length === 0 ? t.nothing : done(result.changed);
      showToast(text + whyLeft(result, rows), { bad: result.left.length > 0, ...(undoId ? { action: { label: t.undo, run: () => void undo(undoId, rows) } } : {}) });
      const left = new Set(result.left.map(({ id }) => id));
      selection.drop(ids.filter((id) => !left.has(id)));
    } catch (error) {
      const refused = error instanceof ApiError ? error.problem.ids : undefined;
      showToast(refused ? t.refused(refused.length) : errorText(errorCode(error)), { bad: true });
      if (refused) selection.drop(refused);
    } finally {
      setWorking(null);
    }
  };
  return { working, run };
}
