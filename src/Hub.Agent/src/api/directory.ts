import { useQuery } from '@tanstack/react-query';
import { request } from './http';
import type { Agent, Brand, Items, Named } from './types';

const staleTime = 5 * 60_000;
const none: never[] = [];

function useItems<T>(name: string, enabled = true): T[] {
  const { data } = useQuery({ queryKey: ['directory', name], queryFn: ({ signal }) => request<Items<T>>(`/api/${name}`, { signal }), staleTime, enabled });
  return data?.items ?? none;
}

export const agentsKey = ['directory', 'agents'] as const;
export const brandsKey = ['directory', 'brands'] as const;
export const useAgents = (): Agent[] => useItems<Agent>('agents');
export const useTeams = (): Named[] => useItems<Named>('teams');
export const useBrands = (enabled = true): Brand[] => useItems<Brand>('brands', enabled);
export const useKnownTags = (enabled = true): string[] => useItems<string>('tags', enabled);
