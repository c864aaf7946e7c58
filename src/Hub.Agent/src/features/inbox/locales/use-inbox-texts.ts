import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { inbox: typeof en }
}

export const useInboxTexts = (): typeof en => useFirstTexts('inbox');
