import type * as api from '@/api/generated/schema';
import { request } from '@/api/http';
import type { Brand } from '@/api/types';
import type { Vocabulary } from '@/api/vocabulary';

export type WordInput = api.EditVocabularyTermInput;
export type FieldInput = api.EditVocabularyFieldInput;

const save = (path: string, revision: string, items: unknown[]): Promise<Vocabulary> => request<Vocabulary>(path, { method: 'PUT', body: { revision, items } });

export const saveStates = (revision: string, items: WordInput[]): Promise<Vocabulary> => save('/api/states', revision, items);
export const saveReasons = (brandId: string) => (revision: string, items: WordInput[]): Promise<Vocabulary> => save(`/api/brands/${brandId}/reasons`, revision, items);
export const saveResults = (brandId: string) => (revision: string, items: WordInput[]): Promise<Vocabulary> => save(`/api/brands/${brandId}/results`, revision, items);
export const saveFields = (revision: string, items: FieldInput[]): Promise<Vocabulary> => save('/api/fields', revision, items);

export const createBrand = (brand: Omit<Brand, 'id'>): Promise<Brand> => request<Brand>('/api/brands', { method: 'POST', body: brand });
export const changeBrand = ({ id, ...brand }: Brand): Promise<Brand> => request<Brand>(`/api/brands/${id}`, { method: 'PUT', body: brand });
