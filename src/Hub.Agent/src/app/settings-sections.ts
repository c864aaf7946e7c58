import { lazy } from 'react';
import type { Section } from '@/features/settings/components/sections';

/** Settings that belong to other features than the settings. */
export const extraSections: readonly Section[] = [
  { key: 'notifications', group: 'me', may: null, Component: lazy(async () => ({ default: (await import('@/features/notifications/components/notifications-section')).NotificationsSection })) },
];
