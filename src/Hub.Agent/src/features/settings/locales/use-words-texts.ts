import { useTexts } from '@/shared/lib/language';
import { en } from './words-en';
import { ja } from './words-ja';

const texts = { ja, en };
export const useWordsTexts = (): typeof en => useTexts(texts);
