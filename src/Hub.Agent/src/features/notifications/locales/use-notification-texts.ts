import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { notifications: typeof en }
}

export const useNotificationTexts = (): typeof en => useFirstTexts('notifications');
