import { useTexts } from '@/shared/lib/language';
import { en } from './chat-en';
import { ja } from './chat-ja';

const texts = { ja, en };
export const useChatTexts = (): typeof en => useTexts(texts);
