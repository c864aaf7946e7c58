import { useTexts } from '@/shared/lib/language';
import { en } from './view-actions-en';
import { ja } from './view-actions-ja';

const texts = { ja, en };
export const useViewActionTexts = (): typeof en => useTexts(texts);
