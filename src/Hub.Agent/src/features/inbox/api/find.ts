import { useQuery } from '@tanstack/react-query';
import { query, request } from '@/api/http';
import type { ConversationRow, Items } from '@/api/types';

/** The conversation of a number, and the newest ones of whoever a name, a number or an address finds. */
export const useFoundConversations = (text: string) =>
  useQuery({
    queryKey: ['conversations', 'find', text],
    queryFn: ({ signal }) => request<Items<ConversationRow>>(`/api/conversations/find${query({ q: text, limit: 6 })}`, { signal }),
    enabled: text !== '',
    placeholderData: (before) => before,
  });
