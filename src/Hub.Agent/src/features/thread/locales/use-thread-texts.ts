import { useTexts } from '@/shared/lib/language';
import { en } from './en';
import { ja } from './ja';

const texts = { ja, en };
export type ThreadTexts = typeof en;
export const useThreadTexts = (): ThreadTexts => useTexts(texts);
