import { useTexts } from '@/shared/lib/language';
import { composedEn } from './composed-en';
import { composedJa } from './composed-ja';

const texts = { ja: composedJa, en: composedEn };

/** Loaded with the dialog, not with the desk. */
export const useComposedTexts = (): typeof composedEn => useTexts(texts);
