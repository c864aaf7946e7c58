import { useTexts } from '@/shared/lib/language';
import { en } from './audit-en';
import { ja } from './audit-ja';

const texts = { ja, en };

export const useAuditTexts = (): typeof en => useTexts(texts);
