import { useTexts } from '@/shared/lib/language';
import { en } from './en';
import { ja } from './ja';

const texts = { ja, en };
export const useStartingTexts = (): typeof en => useTexts(texts);
