import { expect, it } from 'vitest';
import { sampleCustomer, sampleMessage, sampleRow } from '@/api/samples';
import { applyDeskEvent } from './apply-desk-event';

const known = sampleCustomer({ version: 3 });

it('takes a newer customer and keeps the known one against an older', () => {
  expect(applyDeskEvent(known, { type: 'customer', customer: sampleCustomer({ version: 4, name: '鈴木' }) }).name).toBe('鈴木');
  expect(applyDeskEvent(known, { type: 'customer', customer: sampleCustomer({ version: 2 }) })).toBe(known);
});

it('ignores another customer and other kinds of event', () => {
  expect(applyDeskEvent(known, { type: 'customer', customer: sampleCustomer({ id: 'p2', version: 9 }) })).toBe(known);
  expect(applyDeskEvent(known, { type: 'conversation', row: sampleRow() })).toBe(known);
  expect(applyDeskEvent(known, { type: 'conversationRemoved', id: 'c1', version: 1 })).toBe(known);
  expect(applyDeskEvent(known, { type: 'message', message: sampleMessage() })).toBe(known);
});
