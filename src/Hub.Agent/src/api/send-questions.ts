import type { SendQuestion } from '@/shared/lib/send-question';
import { ApiError } from './http';

export const questionsOf = (error: unknown): SendQuestion[] | null =>
  error instanceof ApiError && error.code === 'confirm_needed' ? ((error.problem.questions as SendQuestion[] | undefined) ?? []) : null;
