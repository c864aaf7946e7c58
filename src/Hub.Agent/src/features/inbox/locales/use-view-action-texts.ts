import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './view-actions-en';

declare module '@/shared/lib/language' {
  interface FirstTexts { viewActions: typeof en }
}

export const useViewActionTexts = (): typeof en => useFirstTexts('viewActions');
