import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { Entrance } from './app/entrance';
import { Providers } from './app/providers';
import { loadTexts, provideTexts } from './shared/lib/language';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
provideTexts({
  ja: () => import('./app/locales/first-texts-ja').then((file) => file.texts),
  en: () => import('./app/locales/first-texts-en').then((file) => file.texts),
});
// Not awaited here: a module that waits at its top keeps what others share with it out of its file.
void loadTexts().then(() => createRoot(root).render(
  <StrictMode>
    <Providers>
      <Entrance><App /></Entrance>
    </Providers>
  </StrictMode>,
));
