import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language } from '../../loader/texts';
import type { Chat } from './chat';
import { en } from './locales/en';
import { ja, type Texts } from './locales/ja';
import type { ChatState } from './state';

const ChatContext = createContext<Chat | null>(null);
export const ChatProvider = ChatContext.Provider;

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('outside of ChatProvider');
  return chat;
}

export function useChatState(): ChatState {
  const { store } = useChat();
  const [state, setState] = useState(store.state);
  useEffect(() => {
    // Something may have happened between the first paint and now.
    setState(store.state);
    return store.subscribe(setState);
  }, [store]);
  return state;
}

export function textsFor(language: Language): Texts {
  return language === 'ja' ? ja : en;
}

export function useTexts(): Texts {
  return textsFor(useChat().language);
}
