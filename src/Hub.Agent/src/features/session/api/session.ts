import { request } from '@/api/http';
import type { Language, LinkView, Me } from '@/api/types';

export const sessionKey = ['session'] as const;

export const getSession = (): Promise<Me> => request<Me>('/api/session');
export const signIn = (email: string, password: string, code: string | null): Promise<Me> => request<Me>('/api/session', { method: 'POST', body: { email, password, code } });
export const lookAtLink = (token: string): Promise<LinkView> => request<LinkView>('/api/links/look', { method: 'POST', body: { token } });
export const followLink = (token: string, password: string): Promise<void> => request<void>('/api/links/use', { method: 'POST', body: { token, password } });
export const signOut = (): Promise<void> => request<void>('/api/session', { method: 'DELETE' });
export const savePreferences = (language: Language): Promise<Me> => request<Me>('/api/session/preferences', { method: 'PUT', body: { language } });
