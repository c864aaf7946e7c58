import { type ComponentType, lazy } from 'react';
import type { Permission } from '@/api/types';
import type { en } from '../locales/en';

export interface SectionProps {
  onSignOut: () => void;
}

export interface Section {
  key: keyof typeof en.sections;
  group: keyof typeof en.groups;
  /** Null: for everybody who is signed in. */
  may: Permission | null;
  Component: ComponentType<SectionProps>;
}

/** The table of contents of the settings; each section is loaded when it is opened. Groups appear in the order of their first section. */
export const sections: readonly [Section, ...Section[]] = [
  { key: 'personal', group: 'me', may: null, Component: lazy(async () => ({ default: (await import('./personal-section')).PersonalSection })) },
  { key: 'account', group: 'me', may: null, Component: lazy(async () => ({ default: (await import('./account-section')).AccountSection })) },
  { key: 'tokens', group: 'me', may: null, Component: lazy(async () => ({ default: (await import('./tokens-section')).TokensSection })) },
  { key: 'hours', group: 'work', may: 'settings.manage', Component: lazy(async () => ({ default: (await import('../hours/hours-section')).HoursSection })) },
  { key: 'replies', group: 'work', may: 'conversations.reply', Component: lazy(async () => ({ default: (await import('../replies/replies-section')).RepliesSection })) },
  { key: 'accounts', group: 'channels', may: 'accounts.manage', Component: lazy(async () => ({ default: (await import('./accounts-section')).AccountsSection })) },
  { key: 'chat', group: 'channels', may: 'accounts.manage', Component: lazy(async () => ({ default: (await import('../chat/chat-section')).ChatSection })) },
  { key: 'autoReplies', group: 'channels', may: 'settings.manage', Component: lazy(async () => ({ default: (await import('../auto-replies/auto-replies-section')).AutoRepliesSection })) },
  { key: 'brands', group: 'work', may: 'settings.manage', Component: lazy(async () => ({ default: (await import('./words/brands-section')).BrandsSection })) },
  { key: 'states', group: 'work', may: 'settings.manage', Component: lazy(async () => ({ default: (await import('./words/states-section')).StatesSection })) },
  { key: 'reasons', group: 'work', may: 'settings.manage', Component: lazy(async () => ({ default: (await import('./words/reasons-section')).ReasonsSection })) },
  { key: 'fields', group: 'work', may: 'settings.manage', Component: lazy(async () => ({ default: (await import('./words/fields-section')).FieldsSection })) },
  { key: 'blocks', group: 'channels', may: 'conversations.spam', Component: lazy(async () => ({ default: (await import('./blocks-section')).BlocksSection })) },
  { key: 'people', group: 'people', may: 'people.manage', Component: lazy(async () => ({ default: (await import('./people-section')).PeopleSection })) },
  { key: 'roles', group: 'people', may: 'people.manage', Component: lazy(async () => ({ default: (await import('./roles-section')).RolesSection })) },
  { key: 'security', group: 'people', may: 'people.manage', Component: lazy(async () => ({ default: (await import('./security-section')).SecuritySection })) },
  { key: 'audit', group: 'system', may: 'audit.see', Component: lazy(async () => ({ default: (await import('./audit-section')).AuditSection })) },
];
