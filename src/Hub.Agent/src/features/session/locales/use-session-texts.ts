import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { session: typeof en }
}

export const useSessionTexts = (): typeof en => useFirstTexts('session');
