import { createStore, useStore } from './store';
import { readSetting, writeSetting } from './settings';

export type Theme = 'system' | 'light' | 'dark';

const stored = readSetting('theme');
const themeStore = createStore<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');

export function setTheme(theme: Theme): void {
  writeSetting('theme', theme === 'system' ? null : theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  themeStore.set(theme);
}

export const useTheme = (): Theme => useStore(themeStore, (theme) => theme);
