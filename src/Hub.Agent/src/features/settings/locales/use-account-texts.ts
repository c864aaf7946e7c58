import { useTexts } from '@/shared/lib/language';
import { accountEn } from './account-en';
import { accountJa } from './account-ja';

const texts = { ja: accountJa, en: accountEn };
export const useAccountTexts = (): typeof accountEn => useTexts(texts);
