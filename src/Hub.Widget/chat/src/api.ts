import { ApiError, parseRetryAfter } from './model/retry';
import type { CatchUp, Session, Upload, VisitorMessage } from './model/types';

export interface SessionRequest {
  token?: string;
  identity?: string;
  language: string;
  pageUrl?: string;
  referrer?: string;
}

export interface LeftMessage {
  id: string;
  name: string;
  email: string;
  text: string;
  language: string;
}

export interface MessagePage {
  items: VisitorMessage[];
  hasMore: boolean;
}

const timeoutMs = 20_000;
const pageSize = 50;

/** The visitor's part of the hub's API. The token goes in a header only: never in an address, never in a cookie. */
export class Api {
  readonly #base: string;
  token = '';

  constructor(
    site: string,
    /** Gets a new token when the hub no longer knows this one. */
    private readonly renew: () => Promise<void>,
  ) {
    this.#base = `/widget/api/${encodeURIComponent(site)}`;
  }

  session(request: SessionRequest): Promise<Session> {
    return this.#send('POST', '/session', request, false) as Promise<Session>;
  }

  earlier(before: number): Promise<MessagePage> {
    return this.#call('GET', `/messages?before=${before}&limit=${pageSize}`) as Promise<MessagePage>;
  }

  catchUp(epoch: string, after: number): Promise<CatchUp> {
    return this.#call('POST', '/catch-up', { epoch, after }) as Promise<CatchUp>;
  }

  async message(id: string, text: string, uploadIds: string[]): Promise<void> {
    await this.#call('POST', '/messages', { id, ...(text && { text }), ...(uploadIds.length > 0 && { uploadIds }) });
  }

  /** What the site asks before the first message. */
  async fillForm(values: Record<string, string>, consent: boolean, language: string): Promise<void> {
    await this.#call('POST', '/form', { values, consent, language });
  }

  leaveMessage(request: LeftMessage): Promise<{ byMail: boolean }> {
    return this.#call('POST', '/offline', request) as Promise<{ byMail: boolean }>;
  }

  /** Whether it is on its way; else a letter with a link is. */
  async transcript(email: string, language: string): Promise<boolean> {
    return ((await this.#call('POST', '/transcript', { email, language })) as { sent: boolean }).sent;
  }

  async read(upTo: number): Promise<void> {
    await this.#call('POST', '/read', { upTo });
  }

  async upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Upload> {
    try {
      return await this.#uploadOnce(file, progress, signal);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await this.renew();
      return this.#uploadOnce(file, progress, signal);
    }
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    try {
      return await this.#send(method, path, body, true);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await this.renew();
      return this.#send(method, path, body, true);
    }
  }

  async #send(method: string, path: string, body: object | undefined, signed: boolean): Promise<unknown> {
    const headers: Record<string, string> = {};
    if (signed) headers.Authorization = `Visitor ${this.token}`;
    if (body) headers['Content-Type'] = 'application/json';
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const answer = await fetch(this.#base + path, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
        credentials: 'omit',
        cache: 'no-store',
        signal: abort.signal,
      });
      const text = await answer.text();
      if (!answer.ok) throw failure(answer.status, text, answer.headers.get('Retry-After'));
      return text ? JSON.parse(text) : null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** `fetch` does not tell how much has been sent. */
  #uploadOnce(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Upload> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.#base}/uploads`);
      request.setRequestHeader('Authorization', `Visitor ${this.token}`);
      request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
      request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onerror = () => reject(new TypeError('network'));
      request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
      request.onload = () => {
        if (request.status === 201) resolve(JSON.parse(request.responseText) as Upload);
        else reject(failure(request.status, request.responseText, request.getResponseHeader('Retry-After')));
      };
      signal.addEventListener('abort', () => request.abort());
      request.send(file);
    });
  }
}

function failure(status: number, text: string, retryAfter: string | null): ApiError {
  let code = '';
  let errors: Record<string, string> = {};
  try {
    const problem = JSON.parse(text) as { code?: unknown; errors?: Record<string, string[]> };
    code = String(problem.code ?? '');
    errors = Object.fromEntries(Object.entries(problem.errors ?? {}).map(([field, codes]) => [field, codes[0] ?? '']));
  } catch {
    // A proxy in between answers with what it likes.
  }
  return new ApiError(status, code, parseRetryAfter(retryAfter, Date.now()), errors);
}
