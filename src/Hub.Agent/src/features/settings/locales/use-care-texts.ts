import { useTexts } from '@/shared/lib/language';
import { careEn } from './care-en';
import { careJa } from './care-ja';

const texts = { ja: careJa, en: careEn };
export const useCareTexts = (): typeof careEn => useTexts(texts);
