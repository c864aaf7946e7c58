import { useTexts } from '@/shared/lib/language';
import { en } from './saved-en';
import { ja } from './saved-ja';

const texts = { ja, en };
export const useSavedTexts = (): typeof en => useTexts(texts);
