import { useState } from 'react';
import type { Looked } from '../model/changed-since';

/**
 * What the writer knew: the conversation as it was when they began to write. Answers of colleagues appear beside the text while it is written, and are easily
 * overlooked; that is why the moment of sending says nothing about what was seen.
 */
export function useLooked(begun: boolean, ownerId: string | null, lastNumber: number): Looked {
  const [looked, setLooked] = useState<Looked | null>(null);
  const now = { expectedOwnerId: ownerId, seenNumber: lastNumber };
  if (begun && looked === null && lastNumber > 0) setLooked(now);
  if (!begun && looked !== null) setLooked(null);
  return looked ?? now;
}
