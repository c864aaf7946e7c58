export type Language = 'ja' | 'en';
export type Role = 'admin' | 'supervisor' | 'agent';
export type Permission =
  | 'conversations.see_all'
  | 'conversations.see_unassigned'
  | 'conversations.reply'
  | 'conversations.assign'
  | 'conversations.resolve'
  | 'customers.edit'
  | 'parked.manage'
  | 'accounts.manage'
  | 'people.manage';

export interface Named {
  id: string;
  name: string;
}

export interface Items<T> {
  items: T[];
}

export interface Page<T> extends Items<T> {
  next: string | null;
}

export interface Me {
  id: string;
  name: string;
  email: string;
  role: Role;
  permissions: Permission[];
  teams: Named[];
  language: Language;
  demo: boolean;
}

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: Role;
  teamIds: string[];
  active: boolean;
  present: boolean;
}

export interface ApiToken {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt?: string | null;
  expiresAt?: string | null;
}

export interface ChannelAccount {
  id: string;
  key: string;
  channel: string;
  name: string;
  brandId: string;
  teamId: string | null;
  settings: Record<string, string>;
  secretNames: string[];
  active: boolean;
  webhookPath: string | null;
}

export interface AccountHealth {
  healthy: boolean;
  code: string;
  detail: string | null;
}

export type View = 'mine' | 'unassigned' | 'open' | 'snoozed' | 'resolved';
/** Every list the server keeps; attention has a page of its own. */
export type ListedView = View | 'attention';
export type ConversationStatus = 'open' | 'snoozed' | 'resolved';
export type SenderType = 'customer' | 'agent' | 'bot' | 'system';
export type MessageKind = 'inbound' | 'outbound' | 'note' | 'activity';

export interface LastMessage {
  number: number;
  kind: MessageKind;
  sender: SenderType;
  preview: string | null;
  contentType: string;
  at: string;
}

export interface ConversationRow {
  id: string;
  number: number;
  version: number;
  channel: string;
  accountId: string;
  accountName: string;
  brandId: string;
  brandName: string;
  status: ConversationStatus;
  ownerId: string | null;
  teamId: string | null;
  tags: string[];
  /** Without a name until a profile or a person has given one. */
  customer: { id: string; name: string | null; pictureUrl: string | null };
  lastMessage: LastMessage | null;
  lastNumber: number;
  lastActivityAt: string;
  waitingSince: string | null;
  unread: number;
  snoozedUntil: string | null;
  createdAt: string;
  attention: boolean;
}

export type Counts = Record<ListedView, number>;

export interface Capabilities {
  maxTextLength: number;
  attachments: boolean;
  maxAttachmentBytes: number;
  typing: boolean;
  receipts: string;
  freeReplySeconds: number | null;
  undoSeconds: number;
}

export type DraftKind = 'reply' | 'note';

export interface Draft {
  kind: DraftKind;
  text: string;
  updatedAt: string;
}

export interface ConversationDetail extends ConversationRow {
  identity: {
    id: string;
    externalId: string;
    displayName: string | null;
    reachable: boolean;
    reachableCode: string | null;
  };
  capabilities: Capabilities;
  freeReplyUntil: string | null;
  canReply: boolean;
  cannotReplyReason: string | null;
  drafts: Draft[];
}

export interface ActivityData {
  ownerId?: string | null;
  ownerName?: string | null;
  teamId?: string | null;
  teamName?: string | null;
  until?: string | null;
  added?: string[];
  removed?: string[];
  type?: string;
}

export type FileKind = 'image' | 'video' | 'audio' | 'file';

export type MessageContent =
  | { type: 'text'; body: string }
  | { type: 'sticker'; packageId: string; stickerId: string; imageUrl: string | null; keywords: string[] | null }
  | { type: 'file'; kind: FileKind; caption: string | null }
  | { type: 'location'; title: string | null; address: string | null; latitude: number; longitude: number }
  | { type: 'postback'; data: string; params: Record<string, string> | null }
  | { type: 'unsupported'; providerType: string }
  | { type: 'activity'; activity: string; data: ActivityData };

export interface Attachment {
  id: string;
  kind: FileKind;
  fileName: string | null;
  contentType: string | null;
  size: number | null;
  state: 'pending' | 'stored' | 'failed' | 'gone';
  url: string | null;
}

export type DeliveryState = 'queued' | 'sending' | 'accepted' | 'delivered' | 'read' | 'failed' | 'unknown';

export interface Message {
  conversationId: string;
  number: number;
  id: string | null;
  kind: MessageKind;
  sender: { type: SenderType; id: string | null; name: string | null };
  at: string;
  providerAt: string | null;
  content: MessageContent;
  attachments: Attachment[];
  delivery: { state: DeliveryState; code: string | null; at: string } | null;
  unsent: boolean;
  version: number;
}

export interface MessagePage {
  items: Message[];
  hasMore: boolean;
}

export interface Upload {
  id: string;
  kind: FileKind;
  fileName: string;
  contentType: string;
  size: number;
}

export interface CustomerIdentity {
  id: string;
  channel: string;
  accountId: string;
  accountName: string;
  externalId: string;
  displayName: string | null;
  verified: boolean;
  reachable: boolean;
}

export interface Customer {
  id: string;
  version: number;
  name: string | null;
  kana: string | null;
  company: string | null;
  notes: string | null;
  tags: string[];
  pictureUrl: string | null;
  language: string | null;
  createdAt: string;
  identities: CustomerIdentity[];
  conversationCount: number;
}

export interface CustomerSummary {
  id: string;
  name: string | null;
  kana: string | null;
  company: string | null;
  pictureUrl: string | null;
  lastActivityAt: string | null;
}

export interface TimelineEntry {
  conversation: ConversationRow;
  firstText: string | null;
}

export interface ParkedItem {
  id: string;
  kind: 'inbound' | 'fact' | 'job';
  at: string;
  accountId: string | null;
  lane: string;
  error: string;
  attempts: number;
  raw?: string | null;
}

export type DeskEvent =
  | { type: 'conversation'; row: ConversationRow }
  | { type: 'conversationRemoved'; id: string; version: number }
  | { type: 'message'; message: Message }
  | { type: 'customer'; customer: Customer };

export interface GroupPosition {
  group: string;
  position: number;
}

export interface Hello {
  epoch: string;
  groups: GroupPosition[];
  revision: number | string;
}

export interface Frame {
  group: string;
  epoch: string;
  after: number;
  upTo: number;
  events: DeskEvent[];
}

export interface CatchUpAnswer {
  epoch: string;
  groups: { group: string; position: number; events: DeskEvent[]; resync: boolean; denied?: boolean }[];
}

export interface Viewer {
  id: string;
  name: string;
  typing: boolean;
}

export type Signal =
  | { type: 'presence'; agentId: string; present: boolean }
  | { type: 'viewers'; conversationId: string; agents: Viewer[] }
  | { type: 'visitorTyping'; conversationId: string; typing: boolean };
