import { request } from '@/api/http';
import type { AccountHealth, Agent, ApiToken, ChannelAccount, Items, Language, Named, Role } from '@/api/types';

export const tokensKey = ['tokens'] as const;
export const accountsKey = ['channel-accounts'] as const;
export const agentsKey = ['directory', 'agents'] as const;
export const teamsKey = ['directory', 'teams'] as const;

export const savePreferences = (language: Language): Promise<unknown> => request('/api/session/preferences', { method: 'PUT', body: { language } });

export const fetchTokens = (): Promise<Items<ApiToken>> => request('/api/tokens');
export const createToken = (body: { name: string; expiresInDays?: number }): Promise<{ id: string; token: string }> => request('/api/tokens', { method: 'POST', body });
export const revokeToken = (id: string): Promise<void> => request(`/api/tokens/${id}`, { method: 'DELETE' });

export const fetchAccounts = (): Promise<Items<ChannelAccount>> => request('/api/channel-accounts');
export const checkAccount = (id: string): Promise<AccountHealth> => request(`/api/channel-accounts/${id}/check`, { method: 'POST' });

export interface NewAgent {
  email: string;
  name: string;
  role: Role;
  teamIds: string[];
  password: string;
}

export const addAgent = (body: NewAgent): Promise<Agent> => request('/api/agents', { method: 'POST', body });
export const changeAgent = ({ id, name, role, teamIds, active }: Agent): Promise<Agent> => request(`/api/agents/${id}`, { method: 'PUT', body: { name, role, teamIds, active } });
export const addTeam = (name: string): Promise<Named> => request('/api/teams', { method: 'POST', body: { name } });
