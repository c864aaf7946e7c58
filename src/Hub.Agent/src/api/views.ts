import type { ListedView, View } from './types';

/** The lists everybody has, in the order they are shown; the digit keys follow it. */
export const views: readonly View[] = ['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'resolved', 'spam'];

/** A list of the hub's own, or the id of a view somebody has saved. */
export type ViewId = ListedView | (string & {});

export const isBuiltIn = (view: ViewId): view is ListedView => view === 'attention' || (views as readonly string[]).includes(view);
const savedId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isViewId = (value: string): boolean => (value !== 'attention' && isBuiltIn(value)) || savedId.test(value);
