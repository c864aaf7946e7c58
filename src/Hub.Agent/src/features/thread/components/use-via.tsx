import { lazy, type ReactNode, Suspense } from 'react';
import type { ConversationDetail } from '@/api/types';
import { useWays } from '../api/ways';
import { through, useChoice, wayOf } from '../model/via';

const ViaPicker = lazy(async () => ({ default: (await import('./letter-parts')).ViaPicker }));

/** By which of the customer's addresses a reply goes: the conversation as the composer needs it, and the picker. */
export function useVia(own: ConversationDetail): { detail: ConversationDetail; via: string | null; picker: ReactNode } {
  const ways = useWays(own.id, own.lastNumber, own.otherWays);
  const way = wayOf(ways, useChoice(own.id));
  const picker = ways && ways.items.length > (own.identity ? 1 : 0) && <Suspense fallback={null}><ViaPicker detail={own} ways={ways} way={way} /></Suspense>;
  return { detail: through(own, way), via: way && !way.home ? way.identityId : null, picker };
}
