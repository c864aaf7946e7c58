import type { LastMessage } from '@/api/types';
import { useFirstTexts } from '@/shared/lib/language';
import type { en } from '@/shared/locales/en';

declare module '@/shared/lib/language' {
  interface FirstTexts { shared: typeof en }
}

export const useSharedTexts = (): typeof en => useFirstTexts('shared');

/** The text of a stable error code; an unknown one still says that it did not work. */
export function useErrorText(): (code: string | null | undefined) => string {
  const { errors, httpError } = useSharedTexts();
  return (code) => {
    const status = code?.match(/^http_(\d+)$/)?.[1];
    return status ? httpError(status) : (errors[code ?? 'unexpected'] ?? (/^[a-z]+_\d+$/.test(code ?? '') ? `${errors['provider_error']} (${code})` : errors['unexpected']) ?? '');
  };
}

/** A customer is nameless until a profile or a person has given a name. */
export function useCustomerName(): (name: string | null) => string {
  const { unnamed } = useSharedTexts();
  return (name) => name ?? unnamed;
}

/** The last line of a conversation: its text, or a word for what has none. */
export function usePreview(): (last: LastMessage | null) => string {
  const { contents } = useSharedTexts();
  return (last) => last?.preview ?? contents[last?.contentType ?? ''] ?? '';
}

export function useChannelName(): (channel: string) => string {
  const { channels } = useSharedTexts();
  return (channel) => channels[channel] ?? channel;
}
