// Written by scripts/types.mjs from docs/openapi.json. Change that, then run: npm run types

export type Accepted = {
  id: string;
};

export type AccountCheck = {
  healthy: boolean;
  code: string;
  detail: string | null;
};

export type AccountList = {
  items: AccountView[];
};

export type AccountView = {
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
};

export type AgentView = {
  id: string;
  name: string;
  email: string;
  role: string;
  teamIds: string[];
  active: boolean;
  present: boolean;
};

export type Answer = {
  status: string;
};

export type AttachmentState = 'pending' | 'stored' | 'failed' | 'gone';

export type AttachmentView = {
  id: string;
  kind: string;
  fileName: string | null;
  contentType: string | null;
  size: number | null;
  state: AttachmentState;
  url: string | null;
};

export type BrandList = {
  items: BrandView[];
};

export type BrandView = {
  id: string;
  key: string;
  name: string;
};

export type CatchUpAnswer = {
  epoch: string;
  position: number;
  events: unknown[];
  resync: boolean;
};

export type CatchUpRequest = {
  epoch: string | null;
  after: number;
};

export type ChannelCapabilities = {
  /** Longest text of one message. */
  maxTextLength: number;
  /** Whether files can be attached. */
  attachments: boolean;
  /** Largest file; 0 when attachments are not possible. */
  maxAttachmentBytes: number;
  /** Whether the customer can see that an agent is typing. */
  typing: boolean;
  /** Highest state a provider ever reports: "accepted", "delivered" or "read". */
  receipts: string;
  /** How long after a customer message a reply costs nothing; null where sending is not metered. */
  freeReplySeconds: number | null;
  /** How long a sent message waits so that it can be taken back. */
  undoSeconds: number;
};

export type Conflict = {
  code: string;
  current: ConversationRow;
};

export type ConversationIdentity = {
  id: string;
  externalId: string;
  displayName: string | null;
  reachable: boolean;
  reachableCode: string | null;
};

export type ConversationRow = {
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
  customer: RowCustomer;
  lastMessage: RowMessage | null;
  lastNumber: number;
  lastActivityAt: string;
  waitingSince: string | null;
  unread: number;
  snoozedUntil: string | null;
  createdAt: string;
  attention: boolean;
};

export type ConversationStatus = 'open' | 'snoozed' | 'resolved';

export type Counts = {
  mine: number;
  unassigned: number;
  open: number;
  snoozed: number;
  resolved: number;
  attention: number;
};

export type CreateRequest = {
  key: string;
  channel: string;
  name: string;
  brandId: string | null;
  teamId: string | null;
  settings: Record<string, string> | null;
  secrets: Record<string, string> | null;
};

export type CustomerIdentity = {
  id: string;
  channel: string;
  accountId: string;
  accountName: string;
  externalId: string;
  displayName: string | null;
  verified: boolean;
  reachable: boolean;
};

export type CustomerPage = {
  items: ListedCustomer[];
  next: string | null;
};

export type CustomerView = {
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
};

export type DeliveryState = 'queued' | 'sending' | 'accepted' | 'delivered' | 'read' | 'failed' | 'unknown';

export type Detail = {
  identity: ConversationIdentity;
  capabilities: ChannelCapabilities;
  freeReplyUntil?: string | null;
  canReply?: boolean;
  cannotReplyReason?: string | null;
  drafts: DraftView[];
  id?: string;
  number?: number;
  version?: number;
  channel?: string;
  accountId?: string;
  accountName?: string;
  brandId?: string;
  brandName?: string;
  status?: ConversationStatus;
  ownerId?: string | null;
  teamId?: string | null;
  tags?: string[];
  customer?: RowCustomer;
  lastMessage?: RowMessage | null;
  lastNumber?: number;
  lastActivityAt?: string;
  waitingSince?: string | null;
  unread?: number;
  snoozedUntil?: string | null;
  createdAt?: string;
  attention?: boolean;
};

export type DraftKind = 'reply' | 'note';

export type DraftView = {
  kind: DraftKind;
  text: string;
  updatedAt: string;
};

export type GroupPlace = {
  group: string;
  epoch: string | null;
  after: number;
};

export type Item = {
  id: string;
  kind: string;
  at: string;
  accountId: string | null;
  lane: string;
  error: string;
  attempts: number;
  raw: string;
};

export type JsonElement = unknown;

export type ListedCustomer = {
  id: string;
  name: string | null;
  kana: string | null;
  company: string | null;
  pictureUrl: string | null;
  lastActivityAt: string;
};

export type Me = {
  id: string;
  name: string;
  email: string;
  role: string;
  permissions: string[];
  teams: TeamView[];
  language: string;
  demo: boolean;
};

export type MessageDelivery = {
  state: DeliveryState;
  code: string | null;
  at: string;
};

export type MessageKind = 'inbound' | 'outbound' | 'note' | 'activity';

export type MessagePage = {
  items: MessageView[];
  hasMore: boolean;
};

export type MessageSender = {
  type: SenderType;
  id: string | null;
  name: string | null;
};

export type MessageView = {
  conversationId: string;
  number: number;
  id: string | null;
  kind: MessageKind;
  sender: MessageSender;
  at: string;
  providerAt: string | null;
  content: JsonElement;
  attachments: AttachmentView[];
  delivery: MessageDelivery | null;
  unsent: boolean;
  version: number;
};

export type Outcome = {
  settled: boolean;
  error: string | null;
};

export type Page = {
  items: Item[];
  next: string | null;
};

export type ReadRequest = {
  upTo: number;
};

export type Request = {
  groups: GroupPlace[];
};

export type Response = {
  items: AgentView[];
};

export type RowCustomer = {
  id: string;
  name: string | null;
  pictureUrl: string | null;
};

export type RowMessage = {
  number: number;
  kind: MessageKind;
  sender: SenderType;
  preview: string | null;
  contentType: string;
  at: string;
};

export type SendRequest = {
  id: string;
  text: string | null;
  uploadIds: string[] | null;
};

export type SenderType = 'customer' | 'agent' | 'bot' | 'system';

export type Session = {
  token: string;
  visitor: SessionVisitor;
  site: SessionSite;
  conversation: SessionConversation | null;
  messages: VisitorMessage[];
  hasMore: boolean;
  position: GroupPlace;
};

export type SessionConversation = {
  status: string;
};

export type SessionRequest = {
  token: string | null;
  identity: string | null;
  language: string | null;
  pageUrl: string | null;
  referrer: string | null;
};

export type SessionSite = {
  name: string;
  brand: string;
  texts: Record<string, string>;
  language: string;
};

export type SessionVisitor = {
  id: string;
  name: string | null;
  verified: boolean;
};

export type SnoozeRequest = {
  until: string;
};

export type StatusRequest = {
  status: ConversationStatus;
};

export type Stream = string;

export type TagList = {
  items: string[];
};

export type TeamView = {
  id: string;
  name: string;
};

export type Timeline = {
  items: TimelineEntry[];
  next: string | null;
};

export type TimelineEntry = {
  conversation: ConversationRow;
  firstText: string | null;
};

export type UpdateRequest = {
  name: string;
  teamId: string | null;
  settings: Record<string, string> | null;
  secrets: Record<string, string> | null;
  active: boolean;
};

export type Uploaded = {
  id: string;
  kind: string;
  fileName: string;
  contentType: string;
  size: number;
};

export type VisitorAttachment = {
  id: string;
  kind: string;
  fileName: string | null;
  contentType: string | null;
  size: number | null;
  state: AttachmentState;
  url: string | null;
};

export type VisitorMessage = {
  number: number;
  id: string | null;
  from: string;
  name: string | null;
  at: string;
  content: JsonElement;
  attachments: VisitorAttachment[];
  state: string | null;
  version: number;
};
