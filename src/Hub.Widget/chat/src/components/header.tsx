import { useChat, useTexts } from '../context';
import { lastStaffMessage } from '../model/messages';
import type { ChatState } from '../state';
import { CloseIcon, LetterIcon } from './icons';

export function Header({ state, framed, onMail }: { state: ChatState; framed: boolean; onMail?: (() => void) | undefined }) {
  const chat = useChat();
  const t = useTexts();
  const name = state.site?.title || state.site?.brand || state.site?.name || t.title;
  return (
    <header class="header">
      <span class="mark" aria-hidden="true">
        {state.site?.mark || [...name][0]}
      </span>
      <div class="who">
        <h1>{name}</h1>
        <p>{useSubtitle(state)}</p>
      </div>
      {onMail && (
        <button type="button" class="plain" aria-label={t.byMail} title={t.byMail} onClick={onMail}>
          <LetterIcon />
        </button>
      )}
      {framed && (
        <button type="button" class="plain" aria-label={t.close} title={t.close} onClick={() => chat.close()}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}

function useSubtitle(state: ChatState): string {
  const t = useTexts();
  if (state.status === 'resolved') return t.resolvedShort;
  const last = lastStaffMessage(state.messages);
  if (last?.from === 'bot') return t.handledByBot;
  return last?.name ? t.handledBy(last.name) : t.ask;
}
