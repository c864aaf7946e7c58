import { useTexts } from '@/shared/lib/language';
import { en } from './bulk-en';
import { ja } from './bulk-ja';

const texts = { ja, en };
export const useBulkTexts = (): typeof en => useTexts(texts);
