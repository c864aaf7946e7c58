import { request } from '@/api/http';
import type { AccessLink, Agent, Grant, Items, LeftBehind, Permission, RecoveryCodes, Roles, RoleView, SecondStepSetup, SecurityRules, SignInPlace } from '@/api/types';

export const rolesKey = ['roles'] as const;
export const securityKey = ['security'] as const;
export const signInsKey = ['sign-ins'] as const;

export interface PersonInput {
  name: string;
  role: string | null;
  grants: Grant[];
  teamIds: string[];
  /** Null: as it was; empty: none. */
  workName: string | null;
}

export const addPerson = (body: PersonInput & { email: string }): Promise<Agent> => request('/api/agents', { method: 'POST', body });
export const changePerson = (id: string, body: PersonInput & { active: boolean }): Promise<Agent> => request(`/api/agents/${id}`, { method: 'PUT', body });
export const createLink = (id: string, mail = false): Promise<AccessLink> => request(`/api/agents/${id}/link`, { method: 'POST', body: { mail } });
export const removeSecondStep = (id: string): Promise<void> => request(`/api/agents/${id}/second-step`, { method: 'DELETE' });

export const fetchLeftBehind = (id: string): Promise<Items<LeftBehind>> => request(`/api/agents/${id}/deactivation`);
export interface Handover {
  to: 'person' | 'team' | 'unassigned';
  personId: string | null;
  keepDrafts: boolean;
}
export const deactivate = (id: string, body: Handover): Promise<Agent> => request(`/api/agents/${id}/deactivation`, { method: 'POST', body });

export interface RoleInput {
  name: string;
  permissions: Permission[];
}
export const fetchRoles = (): Promise<Roles> => request('/api/roles');
export const addRole = (body: RoleInput): Promise<RoleView> => request('/api/roles', { method: 'POST', body });
export const changeRole = (key: string, body: RoleInput): Promise<RoleView> => request(`/api/roles/${key}`, { method: 'PUT', body });
export const deleteRole = (key: string): Promise<void> => request(`/api/roles/${key}`, { method: 'DELETE' });
export const requireSecondStep = (key: string, required: boolean): Promise<void> => request(`/api/roles/${key}/second-step`, { method: 'PUT', body: { required } });

export const fetchSecurity = (): Promise<SecurityRules> => request('/api/security');
export const saveSecurity = (body: { idleMinutes: number; allowedAddresses: string[] }): Promise<SecurityRules> => request('/api/security', { method: 'PUT', body });

export const changeOwnPassword = (current: string, password: string): Promise<void> => request('/api/session/password', { method: 'PUT', body: { current, password } });
export const beginSecondStep = (password: string): Promise<SecondStepSetup> => request('/api/session/second-step', { method: 'POST', body: { password } });
export const confirmSecondStep = (code: string): Promise<RecoveryCodes> => request('/api/session/second-step', { method: 'PUT', body: { code } });
export const renewRecoveryCodes = (password: string): Promise<RecoveryCodes> => request('/api/session/second-step/recovery-codes', { method: 'POST', body: { password } });
export const endSecondStep = (password: string): Promise<void> => request('/api/session/second-step/off', { method: 'POST', body: { password } });
export const fetchSignIns = (): Promise<Items<SignInPlace>> => request('/api/session/sign-ins');
export const endSignIn = (id: string): Promise<void> => request(`/api/session/sign-ins/${id}`, { method: 'DELETE' });
