import type * as api from './generated/schema';

/** What the document says too loosely, or not at all: kinds and roles are plain strings there, contents are any JSON. */
type With<T, Narrower> = Omit<T, keyof Narrower> & Narrower;

export type Language = 'ja' | 'en';
export type Permission =
  | 'conversations.see_all'
  | 'conversations.see_unassigned'
  | 'conversations.note'
  | 'conversations.reply'
  | 'conversations.assign'
  | 'conversations.resolve'
  | 'conversations.spam'
  | 'conversations.help'
  | 'conversations.export'
  | 'messages.redact'
  | 'customers.edit'
  | 'customers.reveal'
  | 'customers.merge'
  | 'customers.erase'
  | 'views.share'
  | 'settings.manage'
  | 'accounts.manage'
  | 'parked.manage'
  | 'people.manage'
  | 'audit.see'
  | 'backup.manage'
  | 'members.link';

export type Named = api.TeamView;

export interface Items<T> {
  items: T[];
}

export interface Page<T> extends Items<T> {
  next: string | null;
}

export type Me = With<api.Me, { role: string | null; permissions: Permission[]; language: Language }>;

/** No role: roles for single teams or brands only. Besides those of the product a role may be one of the house. */
export type Agent = With<api.AgentView, { role: string | null; grants: Grant[] }>;
export type Grant = With<api.GrantView, { teamId: string | null; brandId: string | null }>;
export type RoleView = With<api.RoleView, { permissions: Permission[] }>;
export type Roles = With<api.ListRolesResponse, { items: RoleView[]; permissions: Permission[]; scoped: Permission[] }>;
export type AccessLink = api.CreateLinkResponse;
export type LinkView = api.FollowLinkLinkView;
export type LeftBehind = api.DeactivateAgentItem;
export type SecurityRules = api.ManageSecurityView;
export type SecondStepSetup = api.OwnSecondStepSetup;
export type RecoveryCodes = api.OwnSecondStepCodes;
export type SignInPlace = api.OwnSignInsItem;

export type ApiToken = api.ListTokensItem;

export type ChannelAccount = api.ManageAccountsAccountView;
export type ChannelKind = api.ListKindsKind;
export type AccountField = api.AccountField;
export type TextParts = api.TextParts;

export type AccountHealth = api.AccountCheck;
/** How an account goes: what came in and out last, and what is wrong. */
export type AccountSpending = Required<api.AccountSendsSpendingView>;

export type AccountCare = Required<api.ListHealthHealthView>;
export type MailFolder = api.GetMailboxFolder;

export type View = 'mine' | 'unassigned' | 'open' | 'waiting' | 'snoozed' | 'resolved' | 'spam';
/** Every list the server keeps; attention has a page of its own, calls for help stand on the rail. */
export type ListedView = View | 'attention' | 'help';
export type { BrandEntry as Brand, ChangeStatusStatusRequest as StatusChange, ClassificationInput as Classification, ConversationStatus, DraftKind } from './generated/schema';

export type LastMessage = api.RowMessage;

/** The customer is nameless until a profile or a person has given a name. */
export type ConversationRow = api.ConversationRow;

export type Counts = api.ListConversationsCounts;

export type Draft = api.GetConversationDraftView;

export type Capabilities = api.ChannelCapabilities;
export type ConversationDetail = ConversationRow & Required<Pick<api.GetConversationDetail, 'identity' | 'capabilities' | 'fields' | 'previous' | 'freeReplyUntil' | 'canReply' | 'cannotReplyReason' | 'drafts' | 'permissions' | 'mergedInto' | 'splitFrom' | 'suggested' | 'letter' | 'sideOf' | 'sendingPaused' | 'otherWays' | 'elsewhere'>>;

/** Another address of the customer that a reply can go to, or why not. */
export type ReplyWay = api.ListWaysReplyWay;
export type ReplyWays = api.ListWaysReplyWays;
export type MessageVia = api.MessageVia;

export type QuickReply = api.QuickReply;
export type ComposedCheck = api.CheckComposedResult;
export type Sides = api.ListSidesSides;
export type SideConversation = api.ListSidesSideView;

/** Whom a letter goes to and what it is about. */
export type Correspondent = api.Correspondent;

export interface ActivityData {
  ownerId?: string | null;
  ownerName?: string | null;
  teamId?: string | null;
  teamName?: string | null;
  until?: string | null;
  stateId?: string | null;
  reasonId?: string | null;
  resultId?: string | null;
  fields?: string[];
  dueAt?: string | null;
  added?: string[];
  removed?: string[];
  type?: string;
  because?: string;
  number?: number;
  reason?: string | null;
  conversationId?: string;
  count?: number;
  state?: string;
  code?: string | null;
  recipient?: string | null;
  detail?: string | null;
  answers?: { label: string; value: string }[];
  consent?: string | null;
  member?: string;
}

export type FileKind = 'image' | 'video' | 'audio' | 'file';

export type LogMedium = 'phone' | 'fax' | 'letter' | 'visit';
export type LogDirection = 'inbound' | 'outbound';
export type CallState = 'ringing' | 'answered' | 'ended' | 'missed';

/** What was said where no channel carried it; `call` is set when a telephone system reported it. */
export interface LogContent {
  type: 'log';
  medium: LogMedium;
  direction: LogDirection;
  reason: string | null;
  outcome: string | null;
  body: string | null;
  startedAt: string;
  durationSeconds: number | null;
  call: CallState | null;
  recordingUrl: string | null;
}

/** Numbers that are masked in it, whether something was removed for good, and when its writer last changed it. */
export interface Care {
  editedAt?: string;
  masked?: string[];
  redacted?: boolean;
}

/** Where a letter was put and why; null when it began the conversation. */
export type ThreadedBy = 'reply_address' | 'message_id' | 'body_mark' | 'references';

export interface EmailContent extends Care {
  type: 'email';
  subject: string | null;
  from: Correspondent | null;
  to: Correspondent[];
  cc: Correspondent[];
  bcc: Correspondent[] | null;
  body: string;
  quoted: string | null;
  html: boolean;
  automatic: string | null;
  checks: { spf: string | null; dkim: string | null; dmarc: string | null; spam: boolean | null; spamScore: number | null } | null;
  threadedBy: ThreadedBy | null;
  newSender: boolean;
  /** The site on whose form it was written, under an address nobody has proven. */
  form?: string | null;
}

export type MessageContent =
  | { type: 'rich'; altText: string; form: Record<string, unknown>; quickReplies?: QuickReply[] }
  | ({ type: 'text'; body: string; quickReplies?: QuickReply[]; mentions?: { id: string; name: string }[]; /** What the hub has said by itself. */ automatic?: 'acknowledgement' | 'closed' | 'optOut' | 'optIn' } & Care)
  | { type: 'sticker'; packageId: string; stickerId: string; imageUrl: string | null; keywords: string[] | null; quickReplies?: QuickReply[] }
  | ({ type: 'file'; kind: FileKind; caption: string | null; quickReplies?: QuickReply[] } & Care)
  | { type: 'location'; title: string | null; address: string | null; latitude: number; longitude: number; quickReplies?: QuickReply[] }
  | { type: 'memberLink'; body: string; label: string; quickReplies?: QuickReply[]; /** Until when the button works; absent: not sent yet. */ expiresAt?: string; result?: 'linked' | 'failed' }
  | { type: 'postback'; data: string; params: Record<string, string> | null }
  | EmailContent
  | { type: 'moved'; conversationId: string; number: number }
  | { type: 'unsupported'; providerType: string }
  | LogContent
  | { type: 'activity'; activity: string; data: ActivityData };

export type Attachment = With<api.AttachmentView, { kind: FileKind }>;

/** Who of a group wrote it; the name stands with the sender. */
export interface Said {
  author?: { id: string; name: string | null };
}

export type Message = With<api.MessageView, { content: MessageContent & Said; attachments: Attachment[] }>;

export type MessagePage = With<api.GetConversationMessagePage, { items: Message[] }>;

export type CannedReply = api.CannedReply;
export type AutoReply = api.AutoReply;
export type ChatSite = api.ManageSiteSite;
export type ChatSiteView = api.ManageSiteView;
export type { ChatSiteSettings, ChatTheme, FormField as ChatField, Invitation as ChatInvitation, InvitationCount as ChatInvitationCount, SiteText } from './generated/schema';

export type Weekday = api.WeekdayHours['day'];
export type { Closure, Holiday, OpenSpan, SpecialDay } from './generated/schema';
export type CalendarSettings = api.CalendarInput;
export type BrandCalendar = api.ManageCalendarsCalendarView;

export type Upload = With<api.FilesUploaded, { kind: FileKind }>;

export type CustomerIdentity = api.CustomerIdentity;

export type Customer = api.CustomerView;
export type FoundIdentity = api.FindIdentitiesFound;
export type LinkedIdentity = api.LinkIdentityLinked;
export type UnlinkedIdentity = api.UnlinkIdentityUnlinked;
export type KnownMember = api.KnownMember;
export type UnlinkedMember = api.UnlinkMemberUnlinked;

export type CustomerSummary = api.FindCustomersListedCustomer;

export type TimelineEntry = api.CustomerRecordTimelineEntry;

export type AuditEntry = api.AuditView;

export type AuditVerdict = api.AuditVerdict;

export type SeenByPerson = api.SeenByPerson;
export type Allowance = api.ReadAllowanceAllowanceView;

export type AttentionItem = With<api.ListAttentionItem, { message: Message }>;

export type NotificationItem = With<api.ListNotificationsView, { kind: NotificationKind }>;
export type NotificationKind = 'assignment' | 'mention' | 'failed_send' | 'follow_up' | 'help' | 'account_trouble' | 'side_answer' | 'empty_year';

export type NotificationSettings = With<api.NotificationSettingsSettings, { switchedOff: NotificationKind[]; quiet: Required<api.NotificationSettingsSettings['quiet']> }>;

/** One channel a customer can be written to first, or why not. */
export type Way = api.ListReachableWay;

export type FollowUp = api.FollowUpView;

export type Call = api.CallView;

export type Caller = api.CallDeskCaller;

export type CallDetail = api.CallDeskCallDetail;

export type SendingView = api.GetSendingSendingView;
export type ParkedItem = With<api.ReplayParkedItem, { kind: 'inbound' | 'fact' | 'job' }>;

export type DeskEvent =
  | { type: 'conversation'; row: ConversationRow }
  | { type: 'conversationRemoved'; id: string; version: number }
  | { type: 'message'; message: Message }
  | { type: 'customer'; customer: Customer }
  | { type: 'call'; call: Call }
  | { type: 'followUp'; followUp: FollowUp };

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
  | { type: 'visitorTyping'; conversationId: string; typing: boolean }
  /** Something of one's own is new: ask for it. */
  | { type: 'notifications' }
  | { type: 'parked' };
