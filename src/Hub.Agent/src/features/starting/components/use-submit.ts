import { useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { useStartingTexts } from '../locales/use-starting-texts';

export interface Submit {
  busy: boolean;
  errors: Record<string, string>;
  problem: string | null;
  code: string | null;
  /** What the server said beside the code: the conversation that is open already. */
  conversationId: string | null;
  run: (action: () => Promise<void>) => Promise<void>;
}

/** Sends a form once at a time; what is wrong stands beside its field, and nothing typed is lost. */
export function useSubmit(): Submit {
  const t = useStartingTexts();
  const errorText = useErrorText();
  const [state, setState] = useState<Omit<Submit, 'run'>>({ busy: false, errors: {}, problem: null, code: null, conversationId: null });
  const run = async (action: () => Promise<void>) => {
    if (state.busy) return;
    setState({ busy: true, errors: {}, problem: null, code: null, conversationId: null });
    try {
      await action();
      setState((now) => ({ ...now, busy: false }));
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : null;
      const errors = Object.fromEntries(Object.entries(problem?.errors ?? {}).map(([field, [code]]) => [field, t.fieldErrors[code ?? ''] ?? errorText(code)]));
      const detail = errorCode(error) === 'cannot_send' ? problem?.detail : undefined;
      setState({
        busy: false,
        errors,
        problem: Object.keys(errors).length > 0 ? null : errorText(detail ?? errorCode(error)),
        code: errorCode(error),
        conversationId: (problem as { conversationId?: string } | null)?.conversationId ?? null,
      });
    }
  };
  return { ...state, run };
}
