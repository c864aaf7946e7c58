import { useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { ConversationRow, Language, Upload } from '@/api/types';

export interface HtmlForm {
  html: string;
  quoted: string | null;
  remoteImages: number;
}

const pathOf = (conversationId: string, number: number): string => `/api/conversations/${conversationId}/messages/${number}`;

export const useHtmlForm = (conversationId: string, number: number, images: boolean) =>
  useQuery({
    queryKey: ['letter', conversationId, number, images],
    queryFn: ({ signal }) => request<HtmlForm>(`${pathOf(conversationId, number)}/html${query(images ? { images: 'true' } : {})}`, { signal }),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });

export const fetchHtmlForm = (conversationId: string, number: number): Promise<HtmlForm> => request<HtmlForm>(`${pathOf(conversationId, number)}/html`);

export const sourcePath = (conversationId: string, number: number): string => `${pathOf(conversationId, number)}/source`;

export async function fetchSource(conversationId: string, number: number): Promise<string | null> {
  const answer = await fetch(sourcePath(conversationId, number), { credentials: 'same-origin' });
  return answer.ok ? await answer.text() : null;
}

export interface ForwardForm {
  subject: string;
  text: string;
  files: Upload[];
}

export const prepareForward = (conversationId: string, number: number, language: Language): Promise<ForwardForm> =>
  request<ForwardForm>(`${pathOf(conversationId, number)}/forward`, { method: 'POST', body: { language } });

export const merge = (id: string, intoId: string, confirmed: string[] = []): Promise<ConversationRow> =>
  request<ConversationRow>(`/api/conversations/${id}/merge`, { method: 'POST', body: { intoId, confirmed } });
export const undoMerge = (id: string): Promise<ConversationRow> => request<ConversationRow>(`/api/conversations/${id}/merge`, { method: 'DELETE' });
export const split = (id: string, numbers: number[]): Promise<ConversationRow> => request<ConversationRow>(`/api/conversations/${id}/split`, { method: 'POST', body: { numbers } });
export const undoSplit = (id: string): Promise<ConversationRow> => request<ConversationRow>(`/api/conversations/${id}/split`, { method: 'DELETE' });
export const dismissSuggestion = (id: string): Promise<ConversationRow> => request<ConversationRow>(`/api/conversations/${id}/suggestion`, { method: 'DELETE' });

export interface Wordings {
  items: { at: string; text: string }[];
}

/** @param version A message that has changed again is asked for anew. */
export const useEarlierWordings = (conversationId: string, number: number, version: number) =>
  useQuery({ queryKey: ['earlier', conversationId, number, version], queryFn: ({ signal }) => request<Wordings>(`${pathOf(conversationId, number)}/earlier`, { signal }) });

export const exportPath = (conversationId: string, format: 'html' | 'json', notes: boolean, language: Language): string =>
  `/api/conversations/${conversationId}/export${query({ format, language, notes: String(notes) })}`;
