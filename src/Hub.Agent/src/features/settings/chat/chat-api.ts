import { request } from '@/api/http';
import type { ChatSite, ChatSiteSettings, ChatSiteView, Items } from '@/api/types';

export const sitesKey = ['chat-sites'] as const;
export const siteKey = (id: string) => ['chat-sites', id] as const;

export const fetchSites = (): Promise<Items<ChatSite>> => request('/api/chat-sites');
export const fetchSite = (id: string): Promise<ChatSiteView> => request(`/api/channel-accounts/${id}/chat`);
export const saveSite = (id: string, settings: ChatSiteSettings, version: number): Promise<ChatSiteView> =>
  request(`/api/channel-accounts/${id}/chat`, { method: 'PUT', body: { settings, version } });
