import type { ListedView, View } from './types';

/** The lists everybody has, in the order they are shown; the digit keys follow it. */
export const views: readonly View[] = ['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'resolved', 'spam'];

/** A list of the hub's own, or the id of a view somebody has saved. */
export type ViewId = ListedView | (string & {});

/** Of those everybody has: one with a place of its own in the inbox. */
export const isInbox = (view: string): view is View => (views as readonly string[]).includes(view);

export const isBuiltIn = (view: ViewId): view is ListedView => view === 'attention' || view === 'help' || isInbox(view);
const savedId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isViewId = (value: string): boolean => isInbox(value) || savedId.test(value);
