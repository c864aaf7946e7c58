import { createContext, use } from 'react';
import type { Me, Permission } from '@/api/types';

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('useMe needs a signed-in person.');
  return me;
}

/** What one may do here: a role may count for one team or brand only. */
export function mayHere({ permissions }: { permissions: readonly string[] }): (permission: Permission) => boolean {
  return (permission) => permissions.includes(permission);
}

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
