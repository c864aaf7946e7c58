import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { sending: typeof en }
}

export const useSendingTexts = (): typeof en => useFirstTexts('sending');
