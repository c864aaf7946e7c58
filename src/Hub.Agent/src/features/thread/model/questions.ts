import { ApiError } from '@/api/http';

/** One thing the server asks before a message leaves. */
export interface SendQuestion {
  code: string;
  found: string | null;
  name: string | null;
}

export const questionsOf = (error: unknown): SendQuestion[] | null =>
  error instanceof ApiError && error.code === 'confirm_needed' ? ((error.problem.questions as SendQuestion[] | undefined) ?? []) : null;
