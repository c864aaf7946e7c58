import type { ConversationDetail, ConversationRow, DeskEvent } from '@/api/types';

const withRow = (detail: ConversationDetail, row: ConversationRow): ConversationDetail =>
  row.id === detail.id && row.version >= detail.version ? { ...detail, ...row } : detail;

/** Keeps the head of the open conversation in step with its row in the lists. */
export function applyToDetail(detail: ConversationDetail, event: DeskEvent): ConversationDetail {
  switch (event.type) {
    case 'conversation':
      return withRow(detail, event.row);
    case 'customer':
      return event.customer.id === detail.customer.id && event.customer.name !== detail.customer.name
        ? { ...detail, customer: { ...detail.customer, name: event.customer.name, pictureUrl: event.customer.pictureUrl } }
        : detail;
    case 'conversationRemoved':
    case 'message':
    case 'call':
    case 'followUp':
      return detail;
  }
}
