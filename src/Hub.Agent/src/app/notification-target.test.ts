import { expect, it } from 'vitest';
import type { NotificationItem } from '@/api/types';
import { hrefOfNotification } from './notification-target';

const about = (part: Partial<NotificationItem>): string => hrefOfNotification({ conversationId: null, ...part } as NotificationItem);

it('leads to where the matter can be settled', () => {
  expect(about({ kind: 'mention', conversationId: 'c1' })).toBe('/inbox/open/c1');
  expect(about({ kind: 'assignment', conversationId: 'c1' })).toBe('/inbox/open/c1');
  expect(about({ kind: 'assignment', count: 12 })).toBe('/inbox/mine');
  expect(about({ kind: 'empty_year', brandId: 'b1', brandName: 'Shop' })).toBe('/settings/hours?brand=b1');
  expect(about({ kind: 'account_trouble' })).toBe('/settings/accounts');
});
