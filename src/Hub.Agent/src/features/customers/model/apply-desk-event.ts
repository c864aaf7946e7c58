import type { Customer, DeskEvent } from '@/api/types';

export function applyDeskEvent(customer: Customer, event: DeskEvent): Customer {
  switch (event.type) {
    case 'customer':
      // What belongs to the identities or conversations changes without the record's version.
      return event.customer.id === customer.id && event.customer.version >= customer.version ? event.customer : customer;
    case 'conversation':
    case 'conversationRemoved':
    case 'message':
    case 'call':
    case 'followUp':
      return customer;
  }
}
