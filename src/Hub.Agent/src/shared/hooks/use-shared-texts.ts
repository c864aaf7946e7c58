import { useTexts } from '@/shared/lib/language';
import { en } from '@/shared/locales/en';
import { ja } from '@/shared/locales/ja';

const texts = { ja, en };

export const useSharedTexts = (): typeof en => useTexts(texts);

/** The text of a stable error code; an unknown one still says that it did not work. */
export function useErrorText(): (code: string | null | undefined) => string {
  const { errors } = useSharedTexts();
  return (code) => errors[code ?? 'unexpected'] ?? errors['unexpected'] ?? '';
}

export function useChannelName(): (channel: string) => string {
  const { channels } = useSharedTexts();
  return (channel) => channels[channel] ?? channel;
}
