import { request } from '@/api/http';
import type { ComposedCheck } from '@/api/types';
import type { Composed } from '../model/composed';

/** What the provider would find wrong with it; via: another of the customer's addresses. */
export const checkComposed = (conversationId: string, composed: Composed, via: string | null): Promise<ComposedCheck> =>
  request<ComposedCheck>(`/api/conversations/${conversationId}/composed-check${via ? `?via=${via}` : ''}`, { method: 'POST', body: composed });
