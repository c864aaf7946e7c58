import { render } from 'preact';
import { pickLanguage } from '../../loader/texts';
import { App } from './components/app';
import { Chat } from './chat';
import { ChatProvider, textsFor } from './context';
import { HostPage } from './host-page';
import { applyTheme } from './theme';
import './style.css';

// A page may embed the chat without the loader; then nobody answers.
const hostSilenceMs = 2_000;

const query = new URLSearchParams(location.search);
const language = pickLanguage(query.get('language'), navigator.language);
const host = new HostPage(query.get('host'));
const chat = new Chat(query.get('site') ?? '', language, host);

document.documentElement.lang = language;
applyTheme(query.get('accent') && `#${query.get('accent')}`, query.get('scheme'));
document.title = textsFor(language).title;

const alone = (): void => chat.start({ identity: null, pageUrl: '', referrer: document.referrer, invitation: null });

if (host.present) {
  const silence = setTimeout(alone, hostSilenceMs);
  host.listen((message) => {
    if (message.type === 'crmhub:init') {
      clearTimeout(silence);
      if (message.signedOut) void chat.identify(null);
      chat.start(message);
    } else if (message.type === 'crmhub:visible') {
      chat.setVisible(message.visible);
    } else if (message.type === 'crmhub:page') {
      chat.movedTo(message.url);
    } else {
      void chat.identify(message.identity);
    }
  });
  host.tell({ type: 'crmhub:ready' });
} else {
  alone();
}

const root = document.getElementById('chat');
if (root) {
  render(
    <ChatProvider value={chat}>
      <App framed={host.present} />
    </ChatProvider>,
    root,
  );
}
