import type { FollowUp, LogContent } from '@/api/types';
import { createStore } from './store';

/** What any feature may open without knowing who draws it; the application mounts the dialogs. */
export type OpenDialog =
  | { kind: 'newConversation'; customerId: string | null }
  | { kind: 'log'; conversationId: string; entry: { number: number; content: LogContent } | null }
  | { kind: 'followUp'; conversationId: string; followUp: FollowUp | null }
  | { kind: 'newCustomer'; phone: string; callId: string | null }
  /** An id to change a saved view, null for a new one; `copy` makes a new one of it. */
  | { kind: 'view'; id: string | null; copy: boolean }
  | { kind: 'palette' };

export const openDialogs = createStore<OpenDialog | null>(null);

export const openNewConversation = (customerId: string | null = null): void => openDialogs.set(() => ({ kind: 'newConversation', customerId }));
export const openLog = (conversationId: string, entry: { number: number; content: LogContent } | null = null): void => openDialogs.set(() => ({ kind: 'log', conversationId, entry }));
export const openFollowUp = (conversationId: string, followUp: FollowUp | null = null): void => openDialogs.set(() => ({ kind: 'followUp', conversationId, followUp }));
export const openNewCustomer = (phone = '', callId: string | null = null): void => openDialogs.set(() => ({ kind: 'newCustomer', phone, callId }));
export const openViewEditor = (id: string | null, copy = false): void => openDialogs.set(() => ({ kind: 'view', id, copy }));
export const togglePalette = (): void => openDialogs.set((now) => (now?.kind === 'palette' ? null : { kind: 'palette' }));
export const closeDialog = (): void => openDialogs.set(() => null);
