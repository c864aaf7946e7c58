import { request } from '@/api/http';
import type { ComposedCheck } from '@/api/types';
import type { Composed } from '../model/composed';

/** What the provider would find wrong with it. */
export const checkComposed = (conversationId: string, composed: Composed): Promise<ComposedCheck> => request<ComposedCheck>(`/api/conversations/${conversationId}/composed-check`, { method: 'POST', body: composed });
