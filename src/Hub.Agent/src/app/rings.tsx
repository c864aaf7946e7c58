import { useLocation } from 'wouter';
import { CallCards } from '@/features/calls/components/call-cards';
import { FollowUpRings } from '@/features/follow-ups/components/follow-up-rings';
import { RingStack } from '@/shared/ui/ring-card';

/** What rings, whatever page is open. */
export function Rings() {
  const [, navigate] = useLocation();
  const open = (conversationId: string) => navigate(`/inbox/mine/${conversationId}`);
  return (
    <RingStack>
      <FollowUpRings onOpen={open} />
      <CallCards onOpen={open} />
    </RingStack>
  );
}
