import { useEffect, useRef } from 'preact/hooks';
import { useChat, useChatState, useTexts } from '../context';
import { Composer } from './composer';
import { ConnectionBanner } from './connection-banner';
import { Header } from './header';
import { MessageList } from './message-list';

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

  const ready = state.phase === 'ready';
  useEffect(() => {
    // On a phone the keyboard would jump up and hide what was said.
    if (ready && state.visible && matchMedia('(pointer: fine)').matches) input.current?.focus();
  }, [ready, state.visible]);

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
    <div class="chat">
      <Header state={state} framed={framed} />
      <main class="main">
        <ConnectionBanner state={state} />
        <MessageList state={state} />
        <Composer input={input} disabled={!ready} />
      </main>
    </div>
  );
}
