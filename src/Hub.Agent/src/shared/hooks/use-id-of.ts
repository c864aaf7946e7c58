import { useState } from 'react';
import { newId } from '@/shared/lib/new-id';

/** One id for the same content, so that sending it again after a lost answer stores it once; what was changed since is something else. */
export function createIdOf(): (content: unknown) => string {
  let known = '';
  let id = '';
  return (content) => {
    const now = JSON.stringify(content);
    if (now !== known) id = newId();
    known = now;
    return id;
  };
}

export const useIdOf = (): ((content: unknown) => string) => useState(createIdOf)[0];
