import { request } from '@/api/http';
import type { Language, Me } from '@/api/types';

export const sessionKey = ['session'] as const;

export const getSession = (): Promise<Me> => request<Me>('/api/session');
export const signIn = (email: string, password: string): Promise<Me> => request<Me>('/api/session', { method: 'POST', body: { email, password } });
export const signOut = (): Promise<void> => request<void>('/api/session', { method: 'DELETE' });
export const savePreferences = (language: Language): Promise<Me> => request<Me>('/api/session/preferences', { method: 'PUT', body: { language } });
