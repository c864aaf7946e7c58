import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { calls: typeof en }
}

export const useCallTexts = (): typeof en => useFirstTexts('calls');
