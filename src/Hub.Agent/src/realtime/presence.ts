import type { Signal, Viewer } from '@/api/types';
import { createStore, useStore } from '@/shared/lib/store';

/** Who looks at what, as told by signals. May be lost at any time, so it is never stored with the data. */
interface Presence {
  viewers: Record<string, Viewer[]>;
  visitorTyping: Record<string, boolean>;
  agents: Record<string, boolean>;
}

const nobody: Viewer[] = [];
const typingLasts = 8000;
const presence = createStore<Presence>({ viewers: {}, visitorTyping: {}, agents: {} });
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function applySignal(signal: Signal): void {
  switch (signal.type) {
    case 'viewers':
      presence.set((now) => ({ ...now, viewers: { ...now.viewers, [signal.conversationId]: signal.agents } }));
      break;
    case 'presence':
      presence.set((now) => ({ ...now, agents: { ...now.agents, [signal.agentId]: signal.present } }));
      break;
    case 'visitorTyping':
      setVisitorTyping(signal.conversationId, signal.typing);
      break;
  }
}

function setVisitorTyping(id: string, typing: boolean): void {
  clearTimeout(timers.get(id));
  presence.set((now) => ({ ...now, visitorTyping: { ...now.visitorTyping, [id]: typing } }));
  // The signal that typing ended may be lost.
  if (typing) timers.set(id, setTimeout(() => setVisitorTyping(id, false), typingLasts));
}

export const forgetPresence = (): void => presence.set({ viewers: {}, visitorTyping: {}, agents: {} });

export const useViewers = (conversationId: string): Viewer[] => useStore(presence, (now) => now.viewers[conversationId] ?? nobody);
export const useVisitorTyping = (conversationId: string): boolean => useStore(presence, (now) => now.visitorTyping[conversationId] ?? false);
export const usePresentAgents = (): Record<string, boolean> => useStore(presence, (now) => now.agents);
