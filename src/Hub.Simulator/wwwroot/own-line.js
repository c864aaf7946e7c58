import { render } from './markdown.js';
import { currentLanguage, setLanguage, t, translatePage } from './texts.js';

const theme = localStorage.getItem('sim.theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
document.documentElement.dataset.theme = theme;

async function show() {
  const language = currentLanguage();
  translatePage();
  document.title = t('ownLine');
  document.getElementById('language').textContent = language === 'ja' ? 'English' : '日本語';
  const text = await (await fetch(language === 'ja' ? 'try-your-own-line.ja.md' : 'try-your-own-line.md')).text();
  document.getElementById('page').replaceChildren(...render(text));
}

document.getElementById('language').addEventListener('click', () => {
  setLanguage(currentLanguage() === 'ja' ? 'en' : 'ja');
  show();
});
show();
