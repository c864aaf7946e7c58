import { ApiError, type Problem } from './http';
import type { Upload } from './types';

/** XMLHttpRequest rather than fetch: only it reports how much has been sent. */
export function uploadFile(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', '/api/uploads');
    call.responseType = 'json';
    call.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    call.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    call.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    call.addEventListener('load', () => {
      if (call.status === 201) return resolve(call.response as Upload);
      const body = (call.response ?? {}) as Partial<Problem>;
      reject(new ApiError({ code: call.status === 413 ? 'too_large' : 'unexpected', status: call.status, ...body }));
    });
    call.addEventListener('error', () => reject(new ApiError({ code: 'network', status: 0 })));
    call.addEventListener('abort', () => reject(new ApiError({ code: 'cancelled', status: 0 })));
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.send(file);
  });
}
