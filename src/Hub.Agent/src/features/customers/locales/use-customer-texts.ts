import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { customers: typeof en }
}

export const useCustomerTexts = (): typeof en => useFirstTexts('customers');
