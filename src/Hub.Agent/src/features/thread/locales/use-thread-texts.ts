import { useFirstTexts } from '@/shared/lib/language';
import type { en } from './en';

declare module '@/shared/lib/language' {
  interface FirstTexts { thread: typeof en }
}

export type ThreadTexts = typeof en;
export const useThreadTexts = (): ThreadTexts => useFirstTexts('thread');
