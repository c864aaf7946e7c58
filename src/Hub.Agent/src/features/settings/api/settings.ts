import { request } from '@/api/http';
import type { AccountHealth, ApiToken, ChannelAccount, ChannelKind, Items, Language, Named } from '@/api/types';

export const tokensKey = ['tokens'] as const;
export const accountsKey = ['channel-accounts'] as const;
export const agentsKey = ['directory', 'agents'] as const;
export const teamsKey = ['directory', 'teams'] as const;

export const savePreferences = (language: Language): Promise<unknown> => request('/api/session/preferences', { method: 'PUT', body: { language } });

export const fetchTokens = (): Promise<Items<ApiToken>> => request('/api/tokens');
export const createToken = (body: { name: string; expiresInDays?: number }): Promise<{ id: string; token: string }> => request('/api/tokens', { method: 'POST', body });
export const revokeToken = (id: string): Promise<void> => request(`/api/tokens/${id}`, { method: 'DELETE' });

export const fetchAccounts = (): Promise<Items<ChannelAccount>> => request('/api/channel-accounts');
export const kindsKey = ['channel-kinds'] as const;
export const fetchKinds = (): Promise<Items<ChannelKind>> => request('/api/channel-kinds');
export interface NewAccount {
  key: string;
  channel: string;
  name: string;
  teamId: string | null;
  settings: Record<string, string>;
  secrets: Record<string, string>;
}
export const createAccount = (body: NewAccount): Promise<ChannelAccount> => request('/api/channel-accounts', { method: 'POST', body });
export const changeAccount = (id: string, body: { name: string; brandId: string; teamId: string | null; reopenDays: number; active: boolean; silenceAlarm: boolean; settings: Record<string, string> }): Promise<ChannelAccount> =>
  request(`/api/channel-accounts/${id}`, { method: 'PUT', body });
export const checkAccount = (id: string): Promise<AccountHealth> => request(`/api/channel-accounts/${id}/check`, { method: 'POST' });

/** The provider is told where the hub is, and calls it once. */
export const setWebhook = (id: string): Promise<AccountHealth> => request(`/api/channel-accounts/${id}/webhook`, { method: 'POST' });

export const addTeam = (name: string): Promise<Named> => request('/api/teams', { method: 'POST', body: { name } });
