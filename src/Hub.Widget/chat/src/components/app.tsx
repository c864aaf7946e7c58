import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat, useChatState, useTexts } from '../context';
import type { ChatState } from '../state';
import { AwayForm, AwayNote } from './away-form';
import { Composer } from './composer';
import { ConnectionBanner } from './connection-banner';
import { DetailsForm } from './details-form';
import { Header } from './header';
import { MailForm } from './mail-form';
import { MessageList } from './message-list';

/** Who has written here before goes on here, and is told that the answer takes its time. */
function Later({ state }: { state: ChatState }) {
  const t = useTexts();
  const away = state.site?.away;
  if (!away) return null;
  return (
    <div class="later">
      <AwayNote away={away} />
      <p>{t.answerHere}</p>
    </div>
  );
}

export function App({ framed }: { framed: boolean }) {
  const chat = useChat();
  const t = useTexts();
  const state = useChatState();
  const input = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (!framed) return;
    const onKey = (event: KeyboardEvent): void => {
      // Escape also cancels a conversion; that one is not ours.
      if (event.key === 'Escape' && !event.isComposing && event.keyCode !== 229) chat.close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [chat, framed]);

  const [mailing, setMailing] = useState(false);
  const ready = state.phase === 'ready';
  const asked = ready && state.messages.length === 0 && state.pending.length === 0 ? state.site : null;
  useEffect(() => {
    // On a phone the keyboard would jump up and hide what was said.
    if (ready && state.visible && matchMedia('(pointer: fine)').matches) (input.current ?? document.querySelector<HTMLElement>('.sheet :is(input, select)'))?.focus();
  }, [ready, state.visible, asked?.form === null, asked?.away === null, mailing]);

  if (state.phase === 'unavailable') {
    return (
      <div class="chat">
        <Header state={state} framed={framed} />
        <main class="main">
          <p class="notice" role="alert">
            {t.unavailable}
          </p>
        </main>
      </div>
    );
  }
  return (
    <div class="chat" key={state.person}>
      <Header state={state} framed={framed} onMail={state.site?.transcript && state.messages.length > 0 && !mailing ? () => setMailing(true) : undefined} />
      <main class="main">
        <ConnectionBanner state={state} />
        {mailing ? (
          <MailForm onBack={() => setMailing(false)} />
        ) : asked?.away ? (
          <AwayForm away={asked.away} />
        ) : asked?.form ? (
          <DetailsForm form={asked.form} greeting={state.invitation || asked.greeting || t.greeting} />
        ) : (
          <>
            <MessageList state={state} />
            <Later state={state} />
            <p class="place-in-queue" role="status">
              {state.ahead !== null && state.status === 'open' && !state.site?.away && t.ahead(state.ahead)}
            </p>
            <Composer input={input} disabled={!ready} />
          </>
        )}
      </main>
    </div>
  );
}
