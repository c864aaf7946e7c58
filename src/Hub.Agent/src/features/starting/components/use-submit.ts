import { useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { questionsOf } from '@/api/send-questions';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import type { SendQuestion } from '@/shared/lib/send-question';
import { useStartingTexts } from '../locales/use-starting-texts';

export interface Submit {
  busy: boolean;
  errors: Record<string, string>;
  problem: string | null;
  code: string | null;
  /** What the server said beside the code: the conversation that is open already. */
  conversationId: string | null;
  /** What the server asks before it goes out. */
  questions: SendQuestion[];
  run: (action: () => Promise<void>) => Promise<void>;
  /** What the server said is taken back: the text or the way is another one. */
  clear: () => void;
}

/** Sends a form once at a time; what is wrong stands beside its field, and nothing typed is lost. */
export function useSubmit(): Submit {
  const t = useStartingTexts();
  const errorText = useErrorText();
  const [state, setState] = useState<Omit<Submit, 'run' | 'clear'>>({ busy: false, errors: {}, problem: null, code: null, conversationId: null, questions: [] });
  const run = async (action: () => Promise<void>) => {
    if (state.busy) return;
    setState({ busy: true, errors: {}, problem: null, code: null, conversationId: null, questions: [] });
    try {
      await action();
      setState((now) => ({ ...now, busy: false }));
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : null;
      const errors = Object.fromEntries(Object.entries(problem?.errors ?? {}).map(([field, [code]]) => [field, t.fieldErrors[code ?? ''] ?? errorText(code)]));
      const questions = questionsOf(error);
      const detail = errorCode(error) === 'cannot_send' ? problem?.detail : undefined;
      setState({
        busy: false,
        errors,
        problem: Object.keys(errors).length > 0 || questions ? null : errorText(detail ?? errorCode(error)),
        code: errorCode(error),
        conversationId: (problem as { conversationId?: string } | null)?.conversationId ?? null,
        questions: questions ?? [],
      });
    }
  };
  return { ...state, run, clear: () => setState((now) => ({ ...now, questions: [], conversationId: null })) };
}
