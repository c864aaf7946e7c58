import { ApiError, type Problem, request } from '@/api/http';

export interface Picture {
  path: string | null;
}

const address = '/api/session/picture';

export const pictureKey = ['own-picture'] as const;
export const fetchPicture = (): Promise<Picture> => request(address);
export const removePicture = (): Promise<void> => request(address, { method: 'DELETE' });

const largest = 5 * 1024 * 1024;

/** The file as it is; the server draws it anew. */
export async function setPicture(file: File): Promise<Picture> {
  if (file.size > largest) throw new ApiError({ code: 'too_large', status: 413 });
  const answer = await fetch(address, { method: 'PUT', credentials: 'same-origin', headers: { 'Content-Type': file.type || 'application/octet-stream', 'X-File-Name': encodeURIComponent(file.name) }, body: file }).catch(() => null);
  if (!answer) throw new ApiError({ code: 'network', status: 0 });
  if (!answer.ok) throw new ApiError({ code: answer.status === 413 ? 'too_large' : 'unexpected', status: answer.status, ...((await answer.json().catch(() => ({}))) as Partial<Problem>) });
  return (await answer.json()) as Picture;
}
