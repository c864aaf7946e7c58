import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { FollowUp } from '@/api/types';
import { useMe } from '@/shared/hooks/use-me';
import { useNow } from '@/shared/hooks/use-now';
import { useCustomerName } from '@/shared/hooks/use-shared-texts';
import { ring } from '@/shared/lib/ring';
import { useStore } from '@/shared/lib/store';
import { Button } from '@/shared/ui/button';
import { RingCard } from '@/shared/ui/ring-card';
import { useNextFollowUps } from '../api/follow-ups';
import { useFollowUpTexts } from '../locales/use-follow-up-texts';
import { ringing } from '../model/due';
import { beQuiet, quietUntil } from '../model/quiet';
import { useSettle } from './use-settle';

const pause = 10 * 60_000;

/** One card for what is due, however much that is. It takes no focus; the keyboard reaches it by Tab or by the page of follow-ups. */
export function FollowUpRings({ onOpen }: { onOpen: (conversationId: string) => void }) {
  const now = useNow(1000);
  const quiet = useStore(quietUntil, (value) => value);
  const mine = useNextFollowUps('mine').data?.items ?? [];
  const team = useNextFollowUps('team').data?.items ?? [];
  const loud = ringing(mine, team, now, quiet);
  const heard = useRef(new Set<string>());
  useEffect(() => {
    const fresh = loud.filter((followUp) => !heard.current.has(`${followUp.id}/${followUp.dueAt}`));
    if (fresh.length === 0) return;
    for (const followUp of fresh) heard.current.add(`${followUp.id}/${followUp.dueAt}`);
    ring('follow-up');
  }, [loud]);
  const [first, ...others] = loud;
  const later = () => loud.forEach((followUp) => beQuiet(followUp.id, Date.now() + pause));
  return first && <Ringing key={first.id} followUp={first} others={others.length} onOpen={onOpen} onLater={later} />;
}

interface RingingProps {
  followUp: FollowUp;
  others: number;
  onOpen: (conversationId: string) => void;
  onLater: () => void;
}

function Ringing({ followUp, others, onOpen, onLater }: RingingProps) {
  const t = useFollowUpTexts();
  const me = useMe();
  const customerName = useCustomerName();
  const { finish, take } = useSettle();
  return (
    <RingCard icon="bell" head={followUp.ownerId === null && followUp.returnedAt ? t.returned : t.rings} title={customerName(followUp.customerName)} closeLabel={t.later} onClose={onLater}>
      <p>{followUp.text || t.callBack}</p>
      <div>
        <Button look="primary" onClick={() => { beQuiet(followUp.id, Infinity); onOpen(followUp.conversationId); }}>{t.open}</Button>
        {followUp.ownerId === null ? <Button onClick={() => void take(followUp, me.id)}>{t.take}</Button> : <Button onClick={() => void finish(followUp)}>{t.done}</Button>}
        <Button look="quiet" onClick={onLater}>{t.later}</Button>
      </div>
      {others > 0 && <Link href="/follow-ups">{t.others(others)}</Link>}
    </RingCard>
  );
}
