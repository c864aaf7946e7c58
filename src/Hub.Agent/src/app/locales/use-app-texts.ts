import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { app: typeof en }
}

export const useAppTexts = (): typeof en => useFirstTexts('app');
