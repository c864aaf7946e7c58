import { useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { ConversationRow, Correspondent, Sides } from '@/api/types';

const key = (id: string) => ['sides', id] as const;

/** Asked again whenever something happened in the conversation, as an answer is told there. */
export const useSides = (id: string, lastNumber: number) =>
  useQuery({ queryKey: [...key(id), lastNumber], queryFn: ({ signal }) => request<Sides>(`/api/conversations/${id}/sides`, { signal }), placeholderData: (before) => before });

export interface Question {
  id: string;
  accountId: string;
  to: Correspondent;
  subject: string;
  text: string;
  confirmed: string[];
}

export function useAsk(conversationId: string) {
  const client = useQueryClient();
  return async (question: Question): Promise<ConversationRow> => {
    const row = await request<ConversationRow>(`/api/conversations/${conversationId}/sides`, { method: 'POST', body: question });
    await client.invalidateQueries({ queryKey: key(conversationId) });
    return row;
  };
}
