// What needs attention, and what one is told: as the desk uses it, in memory.
import { randomUUID } from 'node:crypto';

export function attentionRoutes({ data, found, page, advance, tell, activity, signal }) {
  const { conversations, me, append, sender } = data;
  const isOpen = (message) => ['failed', 'unknown'].includes(message.delivery?.state) && !message.delivery.settled;
  const unsettled = () =>
    [...conversations.values()]
      .flatMap((conversation) => conversation.messages.filter(isOpen).map((message) => ({ id: `${conversation.row.id}-${message.number}`, at: message.delivery.at, conversation: conversation.row, message })))
      .toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const settings = { switchedOff: [], sound: true, desktop: true, previews: false, quiet: { on: false, from: '20:00:00', to: '08:00:00', days: [0, 1, 2, 3, 4, 5, 6], timeZone: 'Asia/Tokyo', silencesHelp: false } };
  const told = [];
  const notify = (kind, conversation, more = {}) => {
    told.unshift({ id: randomUUID(), kind, at: new Date().toISOString(), readAt: null, byId: null, byName: null, conversationId: conversation.row.id, conversationNumber: conversation.row.number, customerName: conversation.row.customer.name, number: null, excerpt: null, ...more });
    signal({ type: 'notifications' });
  };
  const routes = [
    ['GET', '/api/attention', ({ search }) => page(unsettled(), search)],
    ['GET', '/api/attention/counts', () => ({ sends: unsettled().length, parked: data.parked.length })],
    ['POST', '/api/conversations/:id/messages/:number/settle', ({ id, number, body }) => {
      const conversation = found(conversations.get(id));
      const message = found(conversation.messages.find((each) => each.number === Number(number)));
      if (body.outcome === 'dismissed') message.delivery.settled = true;
      advance(conversation, message, body.outcome === 'arrived' ? 'accepted' : message.delivery.state, message.delivery.code);
      message.delivery.settled = body.outcome === 'dismissed';
      tell(conversation, append(conversation, { kind: 'activity', sender: sender.agent(me), content: activity(body.outcome === 'arrived' ? 'sendArrived' : 'sendDismissed', { reason: body.reason ?? null }) }));
      return message;
    }],
    ['GET', '/api/notifications', ({ search }) => ({ ...page(told, search, 30), unread: told.filter((item) => item.readAt === null).length })],
    ['GET', '/api/notifications/settings', () => settings],
    ['PUT', '/api/notifications/settings', ({ body }) => Object.assign(settings, body)],
    ['PUT', '/api/notifications/read', ({ body }) => { for (const item of told) if (!body.conversationId || item.conversationId === body.conversationId) item.readAt ??= new Date().toISOString(); }],
    ['PUT', '/api/notifications/:id/read', ({ id, body }) => { found(told.find((item) => item.id === id)).readAt = body.read ? new Date().toISOString() : null; }],
    ['POST', '/mock/notify', ({ body }) => notify(body.kind ?? 'assignment', found(conversations.get(body.conversationId) ?? conversations.values().next().value), { byName: data.agents[1].name, ...body.more })],
  ];
  return { routes, notify };
}
