import { useQuery } from '@tanstack/react-query';
import { fetchCannedReplies } from '@/api/canned-replies';
import { request } from '@/api/http';
import type { CannedReply } from '@/api/types';

export const repliesKey = ['canned-replies', 'all'] as const;
/** Also what the composer has loaded: a changed text must not be inserted in its old form. */
export const everyRepliesKey = ['canned-replies'] as const;

export const useReplies = () => useQuery({ queryKey: repliesKey, queryFn: () => fetchCannedReplies(null) });

export interface ReplyInput {
  scope: CannedReply['scope'];
  ownerId: string | null;
  folder: string;
  title: string;
  shortcut: string;
  bodyJa: string;
  bodyEn: string;
  fileIds: string[];
  attachmentIds: string[];
  version: number | null;
}

export const saveReply = (id: string | null, body: ReplyInput): Promise<CannedReply> =>
  request(id ? `/api/canned-replies/${id}` : '/api/canned-replies', { method: id ? 'PUT' : 'POST', body });
export const deleteReply = (id: string): Promise<void> => request(`/api/canned-replies/${id}`, { method: 'DELETE' });
export const restoreReply = (id: string): Promise<CannedReply> => request(`/api/canned-replies/${id}/restore`, { method: 'POST' });
