import { useTexts } from '@/shared/lib/language';
import { en } from './people.en';
import { ja } from './people.ja';

const texts = { ja, en };
export const usePeopleTexts = (): typeof en => useTexts(texts);

/** The name of a role: those of the product in the reader's language. */
export function useRoleName(): (role: { key: string; name: string; preset: boolean }) => string {
  const { names } = usePeopleTexts().roles;
  return (role) => (role.preset ? (names[role.key] ?? role.name) : role.name);
}
