import type { Language } from '@/api/types';
import { createStore, useStore } from './store';
import { readSetting, writeSetting } from './settings';

const fromBrowser = (): Language => (/^ja\b/.test(globalThis.navigator?.language ?? 'ja') ? 'ja' : 'en');

const languageStore = createStore<Language>(readSetting('language') === 'en' ? 'en' : readSetting('language') === 'ja' ? 'ja' : fromBrowser());

export function setLanguage(language: Language): void {
  writeSetting('language', language);
  document.documentElement.lang = language;
  languageStore.set(language);
}

export const useLanguage = (): Language => useStore(languageStore, (language) => language);

/** Picks the texts of the language in use. Both files have the same shape, so a missing text is a type error. */
export function useTexts<T>(texts: Record<Language, T>): T {
  return texts[useLanguage()];
}
