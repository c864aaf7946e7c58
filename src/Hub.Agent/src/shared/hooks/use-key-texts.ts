import { useFirstTexts } from '@/shared/lib/language';
import type { en } from '@/shared/locales/keys-en';

declare module '@/shared/lib/language' {
  interface FirstTexts { keys: typeof en }
}

export const useKeyTexts = (): typeof en => useFirstTexts('keys');
