import { useRef, useState } from 'preact/hooks';
import { useChat } from '../context';
import { newId } from '../model/new-id';
import { ApiError } from '../model/retry';
import type { Upload } from '../model/types';

export const maxFiles = 10;

export interface UploadItem {
  key: string;
  file: File;
  percent: number;
  error: 'failed' | 'too-large' | 'quota' | null;
  upload: Upload | null;
}

const reasonOf = (error: ApiError): UploadItem['error'] => (error.status === 413 ? 'too-large' : error.code === 'upload_quota' ? 'quota' : 'failed');

/** The files of the message being written. They are uploaded as soon as they are chosen, so that sending is quick. */
export function useUploads() {
  const chat = useChat();
  const [items, setItems] = useState<UploadItem[]>([]);
  const aborts = useRef(new Map<string, AbortController>());

  function change(key: string, patch: Partial<UploadItem>): void {
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...patch } : item)));
  }

  async function transfer(key: string, file: File): Promise<void> {
    const abort = new AbortController();
    aborts.current.set(key, abort);
    change(key, { percent: 0, error: null });
    try {
      const upload = await chat.upload(file, (share) => change(key, { percent: Math.floor(share * 100) }), abort.signal);
      change(key, { upload, percent: 100 });
    } catch (error) {
      change(key, { error: error instanceof ApiError ? reasonOf(error) : 'failed' });
    } finally {
      aborts.current.delete(key);
    }
  }

  /** Answers whether all of them found room. */
  function add(files: File[]): boolean {
    const room = maxFiles - items.length;
    const added = files.slice(0, room).map((file): UploadItem => ({ key: newId(), file, percent: 0, error: null, upload: null }));
    setItems((all) => [...all, ...added]);
    for (const item of added) void transfer(item.key, item.file);
    return files.length <= room;
  }

  function remove(key: string): void {
    aborts.current.get(key)?.abort();
    setItems((all) => all.filter((item) => item.key !== key));
  }

  function retry(key: string): void {
    const item = items.find((one) => one.key === key);
    if (item) void transfer(key, item.file);
  }

  return {
    items,
    add,
    remove,
    retry,
    clear: () => setItems([]),
    done: items.map((item) => item.upload).filter((upload) => upload !== null),
    unfinished: items.some((item) => item.upload === null),
  };
}
