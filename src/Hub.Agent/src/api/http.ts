export interface Problem {
  code: string;
  status: number;
  detail?: string;
  retryAfter?: number;
  errors?: Record<string, string[]>;
  current?: unknown;
  questions?: unknown;
  ids?: string[];
}

/** What the server refused, or `network` with status 0 when nothing came back. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'ApiError';
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  /** The request may or may not have been carried out: only a repeat with the same id is safe. */
  get uncertain(): boolean {
    return this.problem.status === 0 || this.problem.status >= 500;
  }
}

export const errorCode = (error: unknown): string => (error instanceof ApiError ? error.code : 'unexpected');

let signedOut: () => void = () => {};

/** Called whenever an answer says that the session is over. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

const requestDeadline = 30_000;

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export async function request<T>(path: string, { method = 'GET', body, signal }: Options = {}): Promise<T> {
  const deadline = AbortSignal.timeout(requestDeadline);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? { Accept: 'application/json' } : { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({ code: 'network', status: 0 });
  }
  if (!response.ok) throw new ApiError(await readProblem(response));
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function readProblem(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  const fallback = { code: response.status >= 500 ? 'server_error' : 'unexpected', status: response.status };
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const problem = { ...fallback, ...body, ...(retryAfter ? { retryAfter } : {}) };
  if (response.status === 401 && problem.code === 'not_signed_in') signedOut();
  return problem;
}

export function query(values: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}
