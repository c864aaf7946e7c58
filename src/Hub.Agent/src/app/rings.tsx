import { useLocation } from 'wouter';
import { CallCards } from '@/features/calls/components/call-cards';
import { FollowUpRings } from '@/features/follow-ups/components/follow-up-rings';
import { RingStack } from '@/shared/ui/ring-card';
import { useLayout } from './layout';

/** What rings, whatever page is open. */
export function Rings() {
  const [, navigate] = useLocation();
  const { rail } = useLayout();
  const open = (conversationId: string) => navigate(`/inbox/mine/${conversationId}`);
  return (
    <RingStack besides={rail ? 'rail' : 'foldedRail'}>
      <FollowUpRings onOpen={open} />
      <CallCards onOpen={open} />
    </RingStack>
  );
}
