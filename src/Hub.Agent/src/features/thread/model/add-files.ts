import { errorCode } from '@/api/http';
import { uploadFile } from '@/api/upload-file';
import { newId } from '@/shared/lib/new-id';
import { changeFiles, type DraftFile } from './drafts';

/** Starts uploading at once; the reply waits for them. Returns the files that are too large. */
export function addFiles(conversationId: string, files: Iterable<File>, maxBytes: number): File[] {
  const refused: File[] = [];
  for (const file of files) {
    if (file.size > maxBytes) refused.push(file);
    else void startUpload(conversationId, file);
  }
  return refused;
}

async function startUpload(conversationId: string, file: File): Promise<void> {
  const key = newId();
  const abort = new AbortController();
  const update = (change: Partial<DraftFile>) => changeFiles(conversationId, (list) => list.map((each) => (each.key === key ? { ...each, ...change } : each)));
  changeFiles(conversationId, (list) => [...list, { key, name: file.name, size: file.size, share: 0, state: 'uploading', code: null, upload: null, cancel: () => abort.abort() }]);
  try {
    const upload = await uploadFile(file, (share) => update({ share }), abort.signal);
    update({ state: 'done', share: 1, upload });
  } catch (error) {
    update({ state: 'failed', code: errorCode(error) });
  }
}

export function removeFile(conversationId: string, file: DraftFile): void {
  file.cancel();
  changeFiles(conversationId, (list) => list.filter((each) => each.key !== file.key));
}
