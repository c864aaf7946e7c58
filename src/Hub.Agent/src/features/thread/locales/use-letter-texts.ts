import { useTexts } from '@/shared/lib/language';
import { letterEn } from './letter-en';
import { letterJa } from './letter-ja';

const texts = { ja: letterJa, en: letterEn };

/** Loaded with the parts that show letters, not with the desk. */
export const useLetterTexts = (): typeof letterEn => useTexts(texts);
