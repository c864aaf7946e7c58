import type { View } from './types';

/** The lists everybody has, in the order they are shown; the digit keys follow it. */
export const views: readonly View[] = ['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'resolved', 'spam'];
