import { DeskConnection } from './desk-connection';

let connection: DeskConnection | null = null;

/** The live connection lasts from sign-in to sign-out; everything else works the same without it. */
export const liveDesk = {
  start(): () => void {
    const started = new DeskConnection();
    connection = started;
    started.start();
    return () => {
      if (connection === started) connection = null;
      void started.stop();
    };
  },
  open: (conversationId: string | null): void => void connection?.open(conversationId),
  followed: async (conversationId: string): Promise<{ late: Promise<void> | null }> => (await connection?.followed(conversationId)) ?? { late: null },
  typing: (conversationId: string, typing: boolean): void => connection?.typing(conversationId, typing),
};
