import type { ConversationDetail, ConversationRow, DeskEvent, Message } from '@/api/types';

const withRow = (detail: ConversationDetail, row: ConversationRow): ConversationDetail =>
  row.id === detail.id && row.version >= detail.version ? { ...detail, ...row } : detail;

/** An answer that has left since the customer wrote has taken the free reply with it. */
const spendsFreeReply = (detail: ConversationDetail, message: Message): boolean =>
  detail.freeReplyUntil !== null && detail.capabilities.freeReplySeconds !== null && message.conversationId === detail.id && message.kind === 'outbound' && message.delivery !== null &&
  message.delivery.state !== 'queued' && Date.parse(message.at) >= Date.parse(detail.freeReplyUntil) - detail.capabilities.freeReplySeconds * 1000;

/** Keeps the head of the open conversation in step with its row in the lists. */
export function applyToDetail(detail: ConversationDetail, event: DeskEvent): ConversationDetail {
  switch (event.type) {
    case 'conversation':
      return withRow(detail, event.row);
    case 'customer':
      return event.customer.id === detail.customer.id && event.customer.name !== detail.customer.name
        ? { ...detail, customer: { ...detail.customer, name: event.customer.name, pictureUrl: event.customer.pictureUrl } }
        : detail;
    case 'message':
      return spendsFreeReply(detail, event.message) ? { ...detail, freeReplyUntil: null } : detail;
    case 'conversationRemoved':
    case 'call':
    case 'followUp':
      return detail;
  }
}
