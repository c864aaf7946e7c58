import { ApiError } from '@/api/http';
import { usePeopleTexts } from '../locales/use-people-texts';

/** What the server said of a field, next to the field. */
export function useFieldErrors(error: unknown): (field: string) => string | null {
  const { codes } = usePeopleTexts();
  const errors = error instanceof ApiError ? error.problem.errors : undefined;
  return (field) => {
    const code = errors?.[field]?.[0];
    return code ? (codes[code] ?? code) : null;
  };
}
