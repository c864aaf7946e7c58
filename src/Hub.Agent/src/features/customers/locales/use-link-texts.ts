import { useTexts } from '@/shared/lib/language';
import { linkEn } from './link-en';
import { linkJa } from './link-ja';

const texts = { ja: linkJa, en: linkEn };

/** Loaded with the dialogs. */
export const useLinkTexts = (): typeof linkEn => useTexts(texts);
