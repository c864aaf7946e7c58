import type { Language } from '@/api/types';
import { createStore, useStore } from './store';
import { readSetting, writeSetting } from './settings';

const fromBrowser = (): Language => (/^ja\b/.test(globalThis.navigator?.language ?? 'ja') ? 'ja' : 'en');

const languageStore = createStore<Language>(readSetting('language') === 'en' ? 'en' : readSetting('language') === 'ja' ? 'ja' : fromBrowser());

/** The texts of the first load by their place: each `use-…-texts.ts` adds its own. */
export interface FirstTexts {}

const loaders = new Map<Language, () => Promise<FirstTexts>>();
const loaded = new Map<Language, FirstTexts>();

/** Only the language in use is fetched, before the first paint. */
export async function loadTexts(language: Language = languageStore.get()): Promise<void> {
  const load = loaders.get(language);
  if (load && !loaded.has(language)) loaded.set(language, await load());
}

export function provideTexts(ofLanguages: Record<Language, () => Promise<FirstTexts>>): void {
  for (const language of ['ja', 'en'] as const) loaders.set(language, ofLanguages[language]);
}

/** Without its texts a language is not put on: nothing on the screen may vanish while they come. */
export async function setLanguage(language: Language): Promise<void> {
  await loadTexts(language);
  writeSetting('language', language);
  document.documentElement.lang = language;
  languageStore.set(language);
}

export const useLanguage = (): Language => useStore(languageStore, (language) => language);

/** Picks the texts of the language in use. Both files have the same shape, so a missing text is a type error. */
export function useTexts<T>(texts: Record<Language, T>): T {
  return texts[useLanguage()];
}

export function useFirstTexts<K extends keyof FirstTexts>(place: K): FirstTexts[K] {
  const texts = loaded.get(useLanguage());
  if (!texts) throw new Error('The texts of the first load are not there: loadTexts comes before the first paint.');
  return texts[place];
}
