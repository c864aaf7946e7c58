import { useTexts } from '@/shared/lib/language';
import { en } from '@/shared/locales/keys-en';
import { ja } from '@/shared/locales/keys-ja';

const texts = { ja, en };
export const useKeyTexts = (): typeof en => useTexts(texts);
