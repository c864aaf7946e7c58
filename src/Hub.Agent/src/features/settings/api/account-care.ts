import { request } from '@/api/http';
import type { AccountCare, ChannelAccount, Items, MailFolder } from '@/api/types';

/** Below the key of the accounts: whatever changes an account makes both be asked again. */
export const careKey = ['channel-accounts', 'health'] as const;
export const foldersKey = (id: string) => ['channel-accounts', id, 'folders'] as const;

export const fetchCare = (): Promise<Items<AccountCare>> => request('/api/channel-accounts/health');
export const pauseAccount = (id: string, paused: boolean): Promise<ChannelAccount> => request(`/api/channel-accounts/${id}/pause`, { method: paused ? 'PUT' : 'DELETE' });
export const rotateSecrets = (id: string, body: { secrets: Record<string, string>; keepOldHours: number }): Promise<ChannelAccount> => request(`/api/channel-accounts/${id}/secrets`, { method: 'PUT', body });
export const retryMailbox = (id: string): Promise<void> => request(`/api/channel-accounts/${id}/mailbox/resume`, { method: 'POST' });
export const fetchFolders = (id: string): Promise<Items<MailFolder>> => request(`/api/channel-accounts/${id}/mailbox/folders`);

/** Where the browser has to go to sign in at the mail provider. */
export const startSignIn = (id: string): Promise<{ url: string; redirectUri: string }> => request(`/api/channel-accounts/${id}/sign-in`, { method: 'POST' });
