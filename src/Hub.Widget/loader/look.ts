import { parseColour } from '../bridge/colour';
import type { Invitation } from './invitations';

/** What the site wants its button to look like, and when it speaks first. */
export interface Look {
  accent: string | null;
  side: 'left' | 'right';
  scheme: 'auto' | 'light' | 'dark';
  icon: 'bubble' | 'question' | 'letter';
  label: string | null;
  /** The brand is open now, and until when that holds (milliseconds of the epoch). */
  open: boolean;
  turnsAt: number | null;
  invitations: Invitation[];
}

const patienceMs = 3_000;

/**
 * Fetched as a script, which is what the page's policy allows this hub anyway; a request of another kind would need another permission. Null when it does
 * not come: the button then looks as usual.
 */
export async function fetchLook(base: string, language: string): Promise<Look | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null));
  const come = (load(`${base}/look?language=${language}`) as Promise<{ default: Look }>).then((module) => read(module.default)).catch(() => null);
  return Promise.race([come, late]);
}

/** Counts what became of an invitation. Whether it arrives is of no consequence to the visitor. */
export function count(base: string, id: string, did: 'shown' | 'opened'): void {
  load(`${base}/invitations/${id}/${did}?at=${Date.now()}`).catch(() => undefined);
}

const load = (url: string): Promise<unknown> => import(/* @vite-ignore */ url);

function read(look: Look): Look {
  return { ...look, accent: parseColour(look.accent) };
}
