// Written by scripts/types.mjs from docs/openapi.json. Change that, then run: npm run types

export type AccountCheck = {
  healthy: boolean;
  code: string;
  detail: string | null;
  /** What else was looked at, each with what it means; empty where there is nothing. */
  findings?: AccountFinding[];
};

export type AccountField = {
  name: string;
  /** Written only; never readable again. */
  secret?: boolean;
  /** Without it nothing works. */
  required?: boolean;
  /** Seldom needed. */
  advanced?: boolean;
  /** The values it can have, the one that counts without a setting first unless there is none; null where it is free text. */
  choices?: string[] | null;
  /** A secret others sign with: after a change the one before may go on counting for what comes in, until they use the new one. */
  overlaps?: boolean;
  /** Its line breaks count. */
  multiline?: boolean;
  /** A number from 0 to 1000, with a point before its decimals. */
  amount?: boolean;
  /** A page that customers are led to: https, or of this machine, without a fragment. */
  page?: boolean;
};

export type AccountFinding = {
  /** Stable, with a text in the desk that says what it means and what to do. */
  code: string;
  good: boolean;
  /** What was found, as it stands there. */
  detail: string | null;
};

export type AccountSendsSpendingView = {
  metered: boolean;
  month: string;
  limit: number | null;
  used: number | null;
  free: number;
  paid: number;
  price: number | null;
  saved: number | null;
  cost: number | null;
};

export type AddLogRequest = {
  id: string;
  medium: LogMedium | null;
  direction: LogDirection | null;
  reason: string | null;
  outcome: string | null;
  text: string | null;
  startedAt: string | null;
  durationSeconds: number | null;
};

export type AddNoteRequest = {
  id: string;
  text: string;
  mentions?: string[] | null;
};

export type AgentView = {
  id: string;
  name: string;
  email: string;
  role: string | null;
  teamIds: string[];
  active: boolean;
  present: boolean;
  grants: GrantView[];
  invited: boolean;
  secondStep: boolean;
  workName: string | null;
  converses: boolean;
};

export type AskSenderNeeded = {
  title: string;
  status: number;
  code: string;
  questions: SendQuestion[];
};

export type AskSideRequest = {
  id: string;
  accountId: string;
  to: Correspondent | null;
  subject: string | null;
  text: string | null;
  attachmentIds: string[] | null;
  confirmed?: string[] | null;
};

export type AskTranscriptAsked = {
  sent: boolean;
};

export type AskTranscriptRequest = {
  email: string | null;
  language: string | null;
};

export type AssignConversationAssigned = {
  ownerId: string | null;
  teamId: string | null;
};

export type AssignConversationRequest = {
  ownerId: string | null;
  teamId: string | null;
  version: number | null;
  note?: string | null;
  from?: AssignConversationAssigned | null;
};

export type AttachmentState = 'pending' | 'stored' | 'failed' | 'gone' | 'held' | 'infected';

export type AttachmentView = {
  id: string;
  kind: string;
  fileName: string | null;
  contentType: string | null;
  size: number | null;
  state: AttachmentState;
  url: string | null;
  inlineId?: string | null;
  previewUrl?: string | null;
};

export type AuditActorKind = 'agent' | 'hub' | 'nobody';

export type AuditActorView = {
  kind: AuditActorKind;
  id: string | null;
  name: string | null;
  byToken: boolean;
};

export type AuditVerdict = {
  whole: boolean;
  checked: number;
  brokenSeq: number | null;
  reason: string | null;
  checkpoint: string | null;
  unsealed: number;
};

export type AuditView = {
  id: string;
  seq: number | null;
  at: string;
  actor: AuditActorView;
  address: string | null;
  action: string;
  targetKind: string | null;
  targetId: string | null;
  targetName: string | null;
  customerId: string | null;
  customerName: string | null;
  conversationId: string | null;
  conversationNumber: number | null;
  data: JsonElement;
};

export type AutoReply = {
  accountId: string;
  acknowledge: boolean;
  acknowledgeJa: string | null;
  acknowledgeEn: string | null;
  closed: boolean;
  closedJa: string | null;
  closedEn: string | null;
  expectedMinutes: number | null;
  version: number;
};

export type AutoReplyKind = 'acknowledgement' | 'closed' | null;

export type BlockView = {
  id: string;
  identityId: string | null;
  customerName: string | null;
  customerId: string | null;
  addressRange: string | null;
  reason: string;
  until: string | null;
  createdBy: string;
  createdAt: string;
};

export type BrandEntry = {
  id: string;
  key: string;
  name: string;
  requireReason: boolean;
  requireResult: boolean;
  signatureJa: string;
  signatureEn: string;
  active: boolean;
  workNames: boolean;
};

export type BulkResult = {
  undoId: string | null;
  changed: number;
  left: LeftOut[];
};

export type CalendarDay = {
  date: string;
  reason: DayReason;
  nameJa: string | null;
  nameEn: string | null;
  spans: OpenSpan[];
};

export type CalendarInput = {
  timeZone: string | null;
  holidays: boolean;
  week: WeekdayHours[] | null;
  closures: Closure[] | null;
  specialDays: SpecialDay[] | null;
  version: number;
};

export type CallDeskCallDetail = {
  call: CallView;
  callers: CallDeskCaller[];
};

export type CallDeskCallList = {
  items: CallView[];
};

export type CallDeskCaller = {
  id: string;
  name: string | null;
  kana: string | null;
  company: string | null;
  pictureUrl: string | null;
  open: ConversationRow[];
};

export type CallDeskOpenRequest = {
  customerId: string | null;
};

export type CallState = 'ringing' | 'answered' | 'ended' | 'missed';

export type CallView = {
  id: string;
  accountName: string | null;
  direction: LogDirection;
  number: string | null;
  numberShown: string | null;
  line: string | null;
  state: CallState;
  agentId: string | null;
  teamId: string | null;
  customerId: string | null;
  conversationId: string | null;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  version: number;
};

export type CannedFile = {
  id: string;
  kind: string;
  fileName: string;
  contentType: string;
  size: number;
};

export type CannedReply = {
  id: string;
  scope: CannedScope;
  ownerId: string;
  ownerName: string;
  folder: string;
  title: string;
  shortcut: string | null;
  bodyJa: string | null;
  bodyEn: string | null;
  version: number;
  used: number;
  lastUsedAt: string | null;
  updatedAt: string;
  files: CannedFile[];
  editable: boolean;
};

export type CannedScope = 'own' | 'team' | 'brand';

export type CatchUpAnswer = {
  epoch: string;
  groups: CatchUpGroupEvents[];
};

export type CatchUpGroupEvents = {
  group: string;
  position: number;
  events: unknown[];
  resync: boolean;
  denied: boolean;
};

export type CatchUpGroupPlace = {
  group: string;
  epoch: string | null;
  after: number;
};

export type CatchUpRequest = {
  groups: CatchUpGroupPlace[];
};

export type CautionCustomerRequest = {
  text: string | null;
  reviewOn: string | null;
  from?: CautionCustomerSeen | null;
};

export type CautionCustomerSeen = {
  text: string | null;
};

export type ChangeAddressesRequest = {
  kind: string | null;
  value: string | null;
};

export type ChangeFollowUpCreateRequest = {
  id: string;
  dueAt: string;
  ownerId: string | null;
  text: string | null;
};

export type ChangeFollowUpUpdateRequest = {
  dueAt: string;
  ownerId: string | null;
  text: string | null;
  version: number;
};

export type ChangeManyAssignRequest = {
  ids: string[];
  ownerId: string | null;
  teamId: string | null;
};

export type ChangeManyIdsRequest = {
  ids: string[];
};

export type ChangeManyStatusRequest = {
  ids: string[];
  status: ConversationStatus;
  stateId?: string | null;
  dueAt?: string | null;
};

export type ChangeManyTagsRequest = {
  ids: string[];
  add: string[] | null;
  remove: string[] | null;
};

export type ChangeOptOutRequest = {
  optedOut: boolean;
  reason: string | null;
};

export type ChangePasswordRequest = {
  password: string | null;
};

export type ChangePreferencesRequest = {
  language: string | null;
};

export type ChangeStatusSnoozeRequest = {
  until: string;
};

export type ChangeStatusStatusRequest = {
  status: ConversationStatus;
  stateId?: string | null;
  dueAt?: string | null;
  classification?: ClassificationInput | null;
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
  parts?: TextParts | null;
  /** Several conversations may be open with one person at a time; a message goes into the one it answers. */
  threads?: boolean;
  /** Who writes chooses whom it goes to: recipients, copies, blind copies. */
  recipients?: boolean;
  /** Messages have a subject. */
  subject?: boolean;
  /** Messages may have a formatted form, and a raw source that can be looked at. */
  html?: boolean;
  /** An answer can show which message it is about. */
  quotes?: boolean;
  /** What can be sent besides words and files: "sticker", "location", "rich", "memberLink", "quickReplies". */
  composes?: string[];
  /** Stickers that everybody may send. */
  stickers?: StickerPack[];
};

export type ChatIcon = 'bubble' | 'question' | 'letter';

export type ChatScheme = 'auto' | 'light' | 'dark';

export type ChatSide = 'right' | 'left';

export type ChatSiteSettings = {
  theme: ChatTheme;
  preChat: PreChatForm;
  offline: OfflineForm;
  queuePosition: boolean;
  invitations: Invitation[];
  transcript: boolean;
  continueMinutes: number | null;
};

export type ChatTheme = {
  accent: string;
  side: ChatSide;
  scheme: ChatScheme;
  icon: ChatIcon;
  label: SiteText;
  title: SiteText;
  greeting: SiteText;
  mark: string | null;
};

export type CheckComposedResult = {
  code: string | null;
  faults: ContentFault[];
};

export type ChosenWay = {
  identityId: string;
  usual: string | null;
};

export type ClassificationInput = {
  reasonId: string | null;
  resultId: string | null;
  fields: Record<string, unknown> | null;
};

export type Closure = {
  from: string;
  to: string;
  nameJa: string | null;
  nameEn: string | null;
};

export type Composed = {
  sticker: ComposedSticker | null;
  location: ComposedPlace | null;
  rich: ComposedRich | null;
  quickReplies: QuickReply[] | null;
  memberLink?: ComposedMemberLink | null;
  words?: string | null;
  content?: MessageContent;
  kind?: string | null;
};

export type ComposedMemberLink = {
  text: string | null;
  label: string | null;
};

export type ComposedPlace = {
  title: string | null;
  address: string | null;
  latitude: number;
  longitude: number;
};

export type ComposedRich = {
  altText: string | null;
  form: JsonElement;
};

export type ComposedSticker = {
  packageId: string | null;
  stickerId: string | null;
};

export type ContentFault = {
  /** Where in the message: "messages[0].template.actions[1].label". */
  path: string;
  /** The provider's own words. */
  message: string;
};

export type ConversationRow = {
  id: string;
  number: number;
  version: number;
  channel: string;
  accountId: string | null;
  accountName: string | null;
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
  dueAt: string | null;
  createdAt: string;
  attention: boolean;
  stateId: string | null;
  mayBeOnlyThanks: boolean;
  reasonId: string | null;
  resultId: string | null;
  scheduled: number;
  subject: string | null;
  help: RowHelp | null;
  otherChannels: string[];
};

export type ConversationStatus = 'open' | 'snoozed' | 'resolved' | 'waitingForCustomer' | 'waitingForOthers' | 'spam';

export type Correspondent = {
  /** As it is compared: lower case. */
  address: string;
  name: string | null;
};

export type CreateAgentRequest = {
  email: string | null;
  name: string | null;
  role: string | null;
  teamIds: string[] | null;
  password: string | null;
  grants: GrantInput[] | null;
  workName?: string | null;
};

export type CreateCustomerRequest = {
  id: string;
  name: string | null;
  kana: string | null;
  company: string | null;
  phone: string | null;
  email: string | null;
};

export type CreateLinkRequest = {
  mail: boolean;
};

export type CreateLinkResponse = {
  kind: string;
  url: string;
  expiresAt: string;
  canMail: boolean;
  mailed: string | null;
};

export type CreateTeamRequest = {
  name: string | null;
};

export type CreateTokenRequest = {
  name: string | null;
  expiresInDays: number | null;
};

export type CreateTokenResponse = {
  id: string;
  token: string;
};

export type CustomerAddress = {
  id: string;
  kind: string;
  value: string;
  shown: string;
  verified: boolean;
};

export type CustomerCaution = {
  text: string;
  by: string;
  at: string;
  reviewOn: string | null;
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
  blockedUntil: string | null;
  optOut: OptOut | null;
  linked: boolean;
  member?: KnownMember | null;
};

export type CustomerRecordTimeline = {
  items: CustomerRecordTimelineEntry[];
  next: string | null;
};

export type CustomerRecordTimelineEntry = {
  conversation: ConversationRow;
  firstText: string | null;
};

export type CustomerRecordUpdateRequest = {
  name: string | null;
  kana: string | null;
  company: string | null;
  notes: string | null;
  tags: string[] | null;
  version: number;
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
  addresses: CustomerAddress[];
  caution: CustomerCaution | null;
};

export type DayOfWeek = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday';

export type DayReason = 'week' | 'holiday' | 'closure' | 'special';

export type DeactivateAgentItem = {
  kind: string;
  count: number;
};

export type DeactivateAgentRequest = {
  to: HandoverTo | null;
  personId: string | null;
  keepDrafts: boolean | null;
};

export type DeactivateAgentResponse = {
  items: DeactivateAgentItem[];
};

export type DeliveryState = 'queued' | 'sending' | 'accepted' | 'delivered' | 'read' | 'failed' | 'unknown' | 'takenBack';

export type DraftKind = 'reply' | 'note';

export type DraftLetter = {
  subject: string | null;
  to: Correspondent[] | null;
  cc: Correspondent[] | null;
  bcc: Correspondent[] | null;
  signature?: string | null;
  chosen?: boolean;
};

export type EarlierWordingsWording = {
  at: string;
  text: string;
};

export type EarlierWordingsWordings = {
  items: EarlierWordingsWording[];
};

export type EditVocabularyFieldInput = {
  id: string | null;
  key: string | null;
  brandId: string | null;
  kind: FieldKind;
  nameJa: string | null;
  nameEn: string | null;
  options: FieldOption[] | null;
  required?: boolean;
  active?: boolean;
};

export type EditVocabularyFieldsRequest = {
  revision: string;
  items: EditVocabularyFieldInput[];
};

export type EditVocabularyTermInput = {
  id: string | null;
  status: ConversationStatus | null;
  nameJa: string | null;
  nameEn: string | null;
  active?: boolean;
  children?: EditVocabularyTermInput[] | null;
};

export type EditVocabularyTermsRequest = {
  revision: string;
  items: EditVocabularyTermInput[];
};

export type EndMemberLinkEnded = {
  count: number;
};

export type EndMemberLinkRequest = {
  account: string | null;
  member: string | null;
};

export type ExtensionsItem = {
  agentId: string;
  extension: string;
};

export type ExtensionsItemList = {
  items: ExtensionsItem[];
};

export type ExtensionsRequest = {
  extension: string | null;
};

export type Field = {
  id: string;
  key: string;
  brandId: string | null;
  kind: FieldKind;
  nameJa: string;
  nameEn: string;
  options: FieldOption[];
  required: boolean;
  active: boolean;
};

export type FieldKind = 'text' | 'number' | 'date' | 'yesNo' | 'choice' | 'choices';

export type FieldOption = {
  key: string;
  nameJa: string;
  nameEn: string;
};

export type FilesUploaded = {
  id: string;
  kind: string;
  fileName: string;
  contentType: string;
  size: number;
};

export type FillFormRequest = {
  values: Record<string, string> | null;
  consent: boolean;
  language: string | null;
};

export type FindConversationsFound = {
  items: ConversationRow[];
};

export type FindCustomersCustomerPage = {
  items: FindCustomersListedCustomer[];
  next: string | null;
};

export type FindCustomersListedCustomer = {
  id: string;
  name: string | null;
  kana: string | null;
  company: string | null;
  address: string | null;
  pictureUrl: string | null;
  lastActivityAt: string;
};

export type FindIdentitiesFound = {
  identityId: string | null;
  channel: string;
  accountId: string;
  accountName: string;
  address: string | null;
  verified: boolean;
  owner: FindIdentitiesFoundOwner | null;
  hidden: boolean;
  conversations: number;
};

export type FindIdentitiesFoundIdentities = {
  items: FindIdentitiesFound[];
};

export type FindIdentitiesFoundOwner = {
  id: string;
  name: string | null;
};

export type FollowLinkLinkView = {
  kind: string;
  name: string;
  email: string;
  expiresAt: string;
};

export type FollowLinkLookRequest = {
  token: string | null;
};

export type FollowLinkUseRequest = {
  token: string | null;
  password: string | null;
};

export type FollowUpView = {
  id: string;
  conversationId: string;
  conversationNumber: number;
  customerId: string;
  customerName: string | null;
  channel: string;
  accountName: string | null;
  ownerId: string | null;
  teamId: string | null;
  dueAt: string;
  text: string;
  createdBy: string | null;
  createdAt: string;
  rangAt: string | null;
  returnedAt: string | null;
  doneAt: string | null;
  doneBy: string | null;
  version: number;
};

export type FormField = {
  key: string;
  kind: FormFieldKind;
  required: boolean;
  label: SiteText;
  choices: SiteText[] | null;
};

export type FormFieldKind = 'name' | 'email' | 'topic' | 'text';

export type FormattedMessageView = {
  html: string;
  quoted: string | null;
  remoteImages: number;
};

export type ForwardMessagePrepared = {
  subject: string;
  text: string;
  files: FilesUploaded[];
};

export type ForwardMessageRequest = {
  language: string;
};

export type GetConversationConversationIdentity = {
  id: string;
  externalId: string;
  displayName: string | null;
  reachable: boolean;
  reachableCode: string | null;
};

export type GetConversationDetail = {
  identity: GetConversationConversationIdentity | null;
  capabilities: ChannelCapabilities;
  freeReplyUntil?: string | null;
  canReply?: boolean;
  sendingPaused?: boolean;
  cannotReplyReason?: string | null;
  drafts: GetConversationDraftView[];
  fields: JsonElement;
  previous?: GetConversationLinkedConversation | null;
  mergedInto?: GetConversationLinkedConversation | null;
  splitFrom?: GetConversationLinkedConversation | null;
  sideOf?: GetConversationLinkedConversation | null;
  suggested?: GetConversationSuggestedConversation | null;
  otherWays?: boolean;
  elsewhere: GetConversationElsewhereConversation[];
  letter?: GetConversationUsualLetter | null;
  permissions: string[];
  id?: string;
  number?: number;
  version?: number;
  channel?: string;
  accountId?: string | null;
  accountName?: string | null;
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
  dueAt?: string | null;
  createdAt?: string;
  attention?: boolean;
  stateId?: string | null;
  mayBeOnlyThanks?: boolean;
  reasonId?: string | null;
  resultId?: string | null;
  scheduled?: number;
  subject?: string | null;
  help?: RowHelp | null;
  otherChannels?: string[];
};

export type GetConversationDraftView = {
  kind: DraftKind;
  text: string;
  updatedAt: string;
  letter?: DraftLetter | null;
  way?: ChosenWay | null;
};

export type GetConversationElsewhereConversation = {
  id: string;
  number: number;
  channel: string;
  accountName: string | null;
  ownerId: string | null;
  mayJoin: boolean;
};

export type GetConversationLinkedConversation = {
  id: string;
  number: number;
};

export type GetConversationMessagePage = {
  items: MessageView[];
  hasMore: boolean;
};

export type GetConversationSuggestedConversation = {
  id: string;
  number: number;
  by: string;
};

export type GetConversationUsualLetter = {
  subject: string;
  to: Correspondent[];
  cc: Correspondent[];
  signatureJa: string;
  signatureEn: string;
};

export type GetMailboxFolder = {
  path: string;
  use: string;
};

export type GetMailboxFolderList = {
  items: GetMailboxFolder[];
};

export type GetMailboxView = {
  state: string;
  lastSuccessAt: string | null;
  failingSince: string | null;
  lastErrorAt: string | null;
  lastError: string | null;
  renumberedAt: string | null;
};

export type GetSendingSendingView = {
  on: boolean;
  backupAt: string | null;
  restoredAt: string | null;
  old: number;
  newestOldAt: string | null;
  new: number;
};

export type GrantInput = {
  role: string | null;
  teamId: string | null;
  brandId: string | null;
};

export type GrantView = {
  role: string;
  teamId: string | null;
  brandId: string | null;
};

export type HandoverTo = 'person' | 'team' | 'unassigned' | null;

export type HealthEndpointsAnswer = {
  status: string;
};

export type Holiday = {
  date: string;
  nameJa: string;
  nameEn: string;
};

export type Invitation = {
  id: string;
  on: boolean;
  page: string;
  seconds: number;
  views: number;
  onlyOpen: boolean;
  days: number;
  text: SiteText;
};

export type InvitationCount = {
  id: string;
  shown: number;
  opened: number;
};

export type JsonElement = unknown;

export type KnownMember = {
  number: string;
  by: string;
  at: string;
  linkId: string | null;
};

export type LeaveMessageLeft = {
  id: string;
  byMail: boolean;
};

export type LeaveMessageRequest = {
  id: string;
  name: string | null;
  email: string | null;
  text: string | null;
  language: string | null;
};

export type LeftOut = {
  id: string;
  code: string;
  missing: string[];
};

export type LetterRequest = {
  subject: string | null;
  to: Correspondent[] | null;
  cc: Correspondent[] | null;
  bcc: Correspondent[] | null;
  signature: string | null;
};

export type LinkIdentityLinked = {
  linkId: string;
  customer: CustomerView;
};

export type LinkIdentityRequest = {
  identityId: string | null;
  accountId: string | null;
  address: string | null;
  verified: boolean;
  reason: string | null;
  confirmed?: string[] | null;
};

export type ListAgentsResponse = {
  items: AgentView[];
};

export type ListAttentionCounts = {
  sends: number;
  parked: number;
};

export type ListAttentionItem = {
  id: string;
  at: string;
  conversation: ConversationRow;
  message: MessageView;
};

export type ListAttentionPage = {
  items: ListAttentionItem[];
  next: string | null;
};

export type ListCannedRepliesPage = {
  items: CannedReply[];
  next: string | null;
};

export type ListConversationsCounts = {
  mine: number;
  unassigned: number;
  open: number;
  snoozed: number;
  resolved: number;
  attention: number;
  waiting: number;
  spam: number;
};

export type ListConversationsPage = {
  items: ConversationRow[];
  next: string | null;
};

export type ListFollowUpsPage = {
  items: FollowUpView[];
  next: string | null;
};

export type ListHealthForwardView = {
  waiting: number;
  succeededAt: string | null;
  failingSince: string | null;
  error: string | null;
  givenUp: number;
};

export type ListHealthHealthList = {
  items: ListHealthHealthView[];
};

export type ListHealthHealthView = {
  accountId: string;
  state: string;
  receivedAt: string | null;
  sentAt: string | null;
  failingSince: string | null;
  errorAt: string | null;
  error: string | null;
  silentSince: string | null;
  usualPerHour: number | null;
  waiting: number;
  mailbox: GetMailboxView | null;
  forward?: ListHealthForwardView | null;
};

export type ListKindsKind = {
  channel: string;
  fields: AccountField[];
  webhookParts: string[];
  setsWebhook: boolean;
  metered: boolean;
};

export type ListKindsKindList = {
  items: ListKindsKind[];
};

export type ListNotificationsPage = {
  items: ListNotificationsView[];
  next: string | null;
  unread: number;
};

export type ListNotificationsReadManyRequest = {
  conversationId: string | null;
  upTo: string | null;
};

export type ListNotificationsReadRequest = {
  read: boolean;
};

export type ListNotificationsView = {
  id: string;
  kind: string;
  at: string;
  readAt: string | null;
  byId: string | null;
  byName: string | null;
  conversationId: string | null;
  conversationNumber: number | null;
  customerName: string | null;
  number: number | null;
  excerpt: string | null;
  accountId?: string | null;
  accountName?: string | null;
  code?: string | null;
  count?: number | null;
  brandId?: string | null;
  brandName?: string | null;
};

export type ListReachableWay = {
  identityId: string;
  channel: string;
  accountId: string;
  accountName: string;
  brandId: string;
  brandName: string;
  displayName: string | null;
  verified: boolean;
  capabilities: ChannelCapabilities;
  reason: string | null;
  openConversationId: string | null;
};

export type ListReachableWays = {
  items: ListReachableWay[];
};

export type ListRolesResponse = {
  items: RoleView[];
  permissions: string[];
  scoped: string[];
};

export type ListSidesSideAccount = {
  id: string;
  name: string;
};

export type ListSidesSideView = {
  id: string;
  number: number;
  subject: string | null;
  name: string | null;
  status: ConversationStatus;
  answered: boolean;
  lastActivityAt: string;
};

export type ListSidesSides = {
  items: ListSidesSideView[];
  accounts: ListSidesSideAccount[];
};

export type ListTeamsResponse = {
  items: TeamView[];
};

export type ListTokensItem = {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
};

export type ListTokensResponse = {
  items: ListTokensItem[];
};

export type ListViewsCountedView = {
  id: string;
  count: number | null;
  more: boolean;
};

export type ListViewsCounts = {
  items: ListViewsCountedView[];
};

export type ListViewsList = {
  items: SavedView[];
};

export type ListWaysReplyWay = {
  identityId: string;
  home: boolean;
  channel: string;
  accountId: string;
  accountName: string;
  address: string | null;
  verified: boolean;
  capabilities: ChannelCapabilities;
  reason: string | null;
  open: GetConversationLinkedConversation | null;
  freeReplyUntil: string | null;
  sendingPaused: boolean;
  letter: GetConversationUsualLetter | null;
};

export type ListWaysReplyWays = {
  usual: string | null;
  items: ListWaysReplyWay[];
};

export type LogConversationRequest = {
  id: string;
  customerId: string;
  brandId: string | null;
  teamId: string | null;
  resolved: boolean;
  medium: LogMedium | null;
  direction: LogDirection | null;
  reason: string | null;
  outcome: string | null;
  text: string | null;
  startedAt: string | null;
  durationSeconds: number | null;
};

export type LogDirection = 'inbound' | 'outbound' | null;

export type LogInput = {
  medium: LogMedium | null;
  direction: LogDirection | null;
  reason: string | null;
  outcome: string | null;
  text: string | null;
  startedAt: string | null;
  durationSeconds: number | null;
};

export type LogMedium = 'phone' | 'fax' | 'letter' | 'visit' | null;

export type ManageAccountsAccountList = {
  items: ManageAccountsAccountView[];
};

export type ManageAccountsAccountView = {
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
  reopenDays: number;
  webhookParts: string[];
  pausedAt: string | null;
  silenceAlarm: boolean;
  oldSecretsUntil: Record<string, string>;
};

export type ManageAccountsCreateRequest = {
  key: string;
  channel: string;
  name: string;
  brandId: string | null;
  teamId: string | null;
  settings: Record<string, string> | null;
  secrets: Record<string, string> | null;
  reopenDays?: number;
};

export type ManageAccountsUpdateRequest = {
  name: string;
  teamId: string | null;
  settings: Record<string, string> | null;
  secrets: Record<string, string> | null;
  active: boolean;
  brandId?: string | null;
  reopenDays?: number | null;
  silenceAlarm?: boolean | null;
};

export type ManageAutoRepliesPreview = {
  open: boolean;
  now: AutoReplyKind | null;
  texts: ManageAutoRepliesPreviewText[];
};

export type ManageAutoRepliesPreviewText = {
  kind: AutoReplyKind;
  language: string;
  text: string;
  empty: string[];
};

export type ManageAutoRepliesRequest = {
  acknowledge: boolean;
  acknowledgeJa: string | null;
  acknowledgeEn: string | null;
  closed: boolean;
  closedJa: string | null;
  closedEn: string | null;
  expectedMinutes: number | null;
  version: number;
};

export type ManageBlocksBlockList = {
  items: BlockView[];
};

export type ManageBlocksRangeRequest = {
  addressRange: string | null;
  reason: string | null;
  until: string | null;
};

export type ManageBrandsBrandList = {
  items: BrandEntry[];
};

export type ManageBrandsBrandRequest = {
  key: string | null;
  name: string | null;
  requireReason?: boolean;
  requireResult?: boolean;
  signatureJa?: string | null;
  signatureEn?: string | null;
  active?: boolean;
  workNames?: boolean | null;
};

export type ManageCalendarsCalendarList = {
  items: ManageCalendarsCalendarView[];
};

export type ManageCalendarsCalendarView = {
  brandId: string;
  brandName: string;
  configured: boolean;
  version: number;
  timeZone: string;
  holidays: boolean;
  week: WeekdayHours[];
  closures: Closure[];
  specialDays: SpecialDay[];
  open: boolean;
  nextOpening: string | null;
  nextClosing: string | null;
  nextYearMissing: boolean;
};

export type ManageCalendarsDayList = {
  items: CalendarDay[];
};

export type ManageCalendarsHolidayList = {
  year: number;
  items: Holiday[];
};

export type ManageScheduledReturned = {
  text: string | null;
  letter?: DraftLetter | null;
};

export type ManageScheduledScheduledList = {
  items: ManageScheduledScheduledView[];
};

export type ManageScheduledScheduledView = {
  id: string;
  author: MessageSender;
  text: string | null;
  files: number;
  sendAt: string;
};

export type ManageSecurityRequest = {
  idleMinutes: number | null;
  allowedAddresses: string[] | null;
};

export type ManageSecurityView = {
  idleMinutes: number;
  allowedAddresses: string[];
  yourAddress: string | null;
};

export type ManageSiteSaveRequest = {
  settings: ChatSiteSettings;
  version: number;
};

export type ManageSiteSite = {
  id: string;
  key: string;
  name: string;
  brand: string;
};

export type ManageSiteSiteList = {
  items: ManageSiteSite[];
};

export type ManageSiteView = {
  settings: ChatSiteSettings;
  version: number;
  brand: string;
  mail: string | null;
  counts: InvitationCount[];
};

export type ManageViewsOrderRequest = {
  ids: string[];
};

export type ManageViewsRequest = {
  scope: ViewScope;
  teamId: string | null;
  name: string | null;
  conditions: JsonElement;
  sort: ViewSort;
  version?: number | null;
};

export type MarkReadRequest = {
  upTo: number;
};

export type MarkSpamRequest = {
  block?: boolean;
  reason?: string | null;
  until?: string | null;
};

export type Me = {
  id: string;
  name: string;
  email: string;
  role: string | null;
  permissions: string[];
  teams: TeamView[];
  language: string;
  demo: boolean;
  secondStep: boolean;
  mustSetUpSecondStep: boolean;
  idleMinutes: number;
};

export type MergeConversationsRequest = {
  intoId: string;
  confirmed?: string[] | null;
};

export type MessageAuthor = {
  /** The provider's id of the person. */
  id: string;
  /** As the event tells it; null where it does not. */
  name: string | null;
};

export type MessageContent = MessageContentTextContent | MessageContentStickerContent | MessageContentFileContent | MessageContentLocationContent | MessageContentPostbackContent | MessageContentEmailContent | MessageContentRichContent | MessageContentMemberLinkContent | MessageContentUnsupportedContent;

export type MessageContentEmailContent = unknown;

export type MessageContentFileContent = unknown;

export type MessageContentLocationContent = unknown;

export type MessageContentMemberLinkContent = unknown;

export type MessageContentPostbackContent = unknown;

export type MessageContentRichContent = unknown;

export type MessageContentStickerContent = unknown;

export type MessageContentTextContent = unknown;

export type MessageContentUnsupportedContent = unknown;

export type MessageDelivery = {
  state: DeliveryState;
  code: string | null;
  at: string;
  settled: boolean;
};

export type MessageKind = 'inbound' | 'outbound' | 'note' | 'activity';

export type MessageQuote = {
  /** In the same conversation; null: it stands in an earlier one. */
  number: number | null;
};

export type MessageSender = {
  type: SenderType;
  id: string | null;
  name: string | null;
  shownAs?: string | null;
  pictureUrl?: string | null;
};

export type MessageVia = {
  identityId: string;
  channel: string;
  accountId: string;
  accountName: string;
  address: string | null;
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
  via?: MessageVia | null;
  quote?: QuotedMessage | null;
};

export type NotificationSettingsQuietHours = {
  on: boolean;
  from: string;
  to: string;
  days: number[];
  timeZone: string;
  silencesHelp?: boolean;
};

export type NotificationSettingsSettings = {
  switchedOff: string[];
  sound: boolean;
  desktop: boolean;
  previews: boolean;
  quiet: NotificationSettingsQuietHours;
};

export type OfflineForm = {
  on: boolean;
  whenNobody: boolean;
  intro: SiteText;
};

export type OpenSpan = {
  opens: string;
  closes: string;
};

export type OptOut = {
  source: string;
  at: string;
  by: string | null;
};

export type OwnPasswordRequest = {
  current: string | null;
  password: string | null;
};

export type OwnPicturePicture = {
  path: string | null;
};

export type OwnSecondStepCodeRequest = {
  code: string | null;
};

export type OwnSecondStepCodes = {
  recoveryCodes: string[];
};

export type OwnSecondStepPasswordRequest = {
  password: string | null;
};

export type OwnSecondStepQrPicture = {
  size: number;
  path: string;
};

export type OwnSecondStepSetup = {
  secret: string;
  uri: string;
  qr: OwnSecondStepQrPicture;
};

export type OwnSignInsItem = {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  address: string | null;
  browser: string | null;
};

export type OwnSignInsResponse = {
  items: OwnSignInsItem[];
};

export type PreChatForm = {
  on: boolean;
  intro: SiteText;
  fields: FormField[];
  consent: SiteText;
};

export type PrepareMemberLinkPrepared = {
  nonce: string;
  redirectUrl: string | null;
  expiresAt: string;
};

export type PrepareMemberLinkRequest = {
  account: string | null;
  member: string | null;
  linkToken?: string | null;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
};

export type QuickReply = {
  /** What stands on the button. */
  label: string;
  /** What the customer says by pressing it. */
  text: string;
};

export type QuotedMessage = {
  number: number | null;
  sender: SenderType | null;
  name: string | null;
  text: string | null;
  contentType: string | null;
};

export type ReadAllowanceAllowanceView = {
  metered: boolean;
  limit: number | null;
  used: number;
};

export type ReadAuditPage = {
  items: AuditView[];
  next: string | null;
};

export type ReadAuditVerifyRequest = {
  checkpoint: string | null;
};

export type ReadViewMatchRequest = {
  ids: string[];
};

export type ReadViewMatches = {
  items: ConversationRow[];
};

export type ReadViewPreviewRequest = {
  conditions: JsonElement;
};

export type RedactMessageRequest = {
  ranges: RedactMessageTextRange[] | null;
  attachmentId: string | null;
  reason: string | null;
};

export type RedactMessageTextRange = {
  start: number;
  length: number;
};

export type ReplayParkedItem = {
  id: string;
  kind: string;
  at: string;
  accountId: string | null;
  lane: string;
  error: string;
  attempts: number;
  raw: string;
};

export type ReplayParkedOutcome = {
  settled: boolean;
  error: string | null;
};

export type ReplayParkedPage = {
  items: ReplayParkedItem[];
  next: string | null;
};

export type RequireSecondStepRequest = {
  required: boolean | null;
};

export type RetryMessageRequest = {
  confirm: boolean;
};

export type RevealMessageRequest = {
  reason: string | null;
};

export type RevealMessageRevealed = {
  text: string;
};

export type RoleView = {
  key: string;
  name: string;
  preset: boolean;
  permissions: string[];
  requireSecondStep: boolean;
  people: number;
};

export type RotateSecretsRequest = {
  secrets: Record<string, string> | null;
  keepOldHours?: number;
};

export type RowCustomer = {
  id: string;
  name: string | null;
  pictureUrl: string | null;
};

export type RowHelp = {
  byId: string;
  at: string;
};

export type RowMessage = {
  number: number;
  kind: MessageKind;
  sender: SenderType;
  preview: string | null;
  contentType: string;
  at: string;
};

export type SaveCannedReplyRequest = {
  scope: CannedScope;
  ownerId: string | null;
  folder: string | null;
  title: string | null;
  shortcut: string | null;
  bodyJa: string | null;
  bodyEn: string | null;
  fileIds: string[] | null;
  attachmentIds: string[] | null;
  version: number | null;
};

export type SaveDraftRequest = {
  kind: DraftKind;
  text: string;
  letter?: DraftLetter | null;
  way?: ChosenWay | null;
};

export type SavedView = {
  id: string;
  scope: ViewScope;
  ownerId: string;
  teamId: string | null;
  name: string;
  conditions: JsonElement;
  sort: ViewSort;
  version: number;
  editable: boolean;
  timed: boolean;
  ofCustomer: boolean;
};

export type SeenByPeople = {
  items: SeenByPerson[];
  more: boolean;
};

export type SeenByPerson = {
  actor: AuditActorView;
  firstAt: string;
  lastAt: string;
  times: number;
  actions: string[];
};

export type SendQuestion = {
  code: string;
  found?: string | null;
  name?: string | null;
};

export type SendReplyConflict = {
  code: string;
  current: ConversationRow;
};

export type SendReplyRequest = {
  id: string;
  text: string | null;
  attachmentIds: string[] | null;
  expectedOwnerId: JsonElement;
  seenNumber: number | null;
  confirmed: string[] | null;
  undoSeconds: number | null;
  sendAt: string | null;
  statusAfter?: ChangeStatusStatusRequest | null;
  letter?: LetterRequest | null;
  composed?: Composed | null;
  via?: string | null;
  quotes?: number | null;
};

export type SenderChecks = {
  spf: string | null;
  dkim: string | null;
  dmarc: string | null;
  /** It was marked as spam. */
  spam: boolean | null;
  spamScore: number | null;
};

export type SenderType = 'customer' | 'agent' | 'bot' | 'system';

export type SessionAway = {
  why: string;
  opensAt: string | null;
  byMail: boolean;
  intro: string | null;
};

export type SessionSite = {
  name: string;
  brand: string;
  language: string;
  accent: string;
  scheme: ChatScheme;
  title: string | null;
  mark: string | null;
  greeting: string | null;
  form: VisitorForm | null;
  away: SessionAway | null;
  transcript: boolean;
};

export type SettleSendOutcome = 'arrived' | 'dismissed';

export type SettleSendRequest = {
  outcome: SettleSendOutcome;
  reason: string | null;
};

export type SignInAtProviderStartView = {
  url: string;
  redirectUri: string;
};

export type SignInRequest = {
  email: string | null;
  password: string | null;
  code: string | null;
};

export type SiteText = {
  ja: string | null;
  en: string | null;
};

export type SpecialDay = {
  date: string;
  spans: OpenSpan[];
  nameJa: string | null;
  nameEn: string | null;
};

export type SplitConversationRequest = {
  numbers: number[] | null;
  subject?: string | null;
};

export type StartConversationRequest = {
  id: string;
  customerId: string;
  identityId: string;
  text: string | null;
  attachmentIds: string[] | null;
  letter?: LetterRequest | null;
  confirmed?: string[] | null;
};

export type StickerPack = {
  packageId: string;
  first: number;
  last: number;
};

export type Stream = string;

export type TagConversationRequest = {
  tags: string[];
  from?: string[] | null;
};

export type TagConversationTagList = {
  items: string[];
};

export type TeamView = {
  id: string;
  name: string;
};

export type Term = {
  id: string;
  brandId: string | null;
  parentId: string | null;
  status: ConversationStatus | null;
  nameJa: string;
  nameEn: string;
  active: boolean;
  usedAt: string | null;
};

export type TextParts = {
  /** Characters of the short alphabet that take one unit. */
  narrow: string;
  /** Characters of the short alphabet that take two. */
  escaped: string;
  /** Units of a message of one part. */
  narrowSingle: number;
  /** Units of each part of a longer one. */
  narrowPart: number;
  /** UTF-16 units of a message of one part with any other character. */
  wideSingle: number;
  /** UTF-16 units of each part of a longer one. */
  widePart: number;
};

export type UndoSendReturned = {
  text: string | null;
  files: FilesUploaded[];
  letter: DraftLetter | null;
};

export type UnlinkIdentityRequest = {
  reason: string | null;
};

export type UnlinkIdentityUnlinked = {
  linkId: string;
  customerId: string;
  customer: CustomerView;
};

export type UnlinkMemberRequest = {
  reason: string | null;
};

export type UnlinkMemberUnlinked = {
  linkId: string;
  customer: CustomerView;
};

export type UpdateAgentRequest = {
  name: string | null;
  role: string | null;
  teamIds: string[] | null;
  active: boolean | null;
  grants: GrantInput[] | null;
  workName?: string | null;
};

export type UseCannedReplyInsertRequest = {
  conversationId: string;
  language: string | null;
  withFiles: boolean;
};

export type UseCannedReplyInserted = {
  id: string;
  language: string;
  text: string;
  empty: string[];
  files: FilesUploaded[];
};

export type UseCannedReplyPreview = {
  id: string;
  language: string;
  text: string;
  empty: string[];
  files: CannedFile[];
};

export type ViewCount = {
  count: number | null;
  more: boolean;
};

export type ViewScope = 'own' | 'team' | 'all';

export type ViewSort = 'newest' | 'oldest' | 'longestWaiting' | 'newestConversation';

export type VisitorApiAccepted = {
  id: string;
};

export type VisitorApiCatchUpAnswer = {
  epoch: string;
  position: number;
  events: unknown[];
  resync: boolean;
  ahead: number | null;
};

export type VisitorApiCatchUpRequest = {
  epoch: string | null;
  after: number;
};

export type VisitorApiGroupPlace = {
  group: string;
  epoch: string;
  position: number;
};

export type VisitorApiMessagePage = {
  items: VisitorMessage[];
  hasMore: boolean;
};

export type VisitorApiReadRequest = {
  upTo: number;
};

export type VisitorApiSendRequest = {
  id: string;
  text: string | null;
  uploadIds: string[] | null;
};

export type VisitorApiSession = {
  token: string;
  visitor: VisitorApiSessionVisitor;
  site: SessionSite;
  conversation: VisitorApiSessionConversation | null;
  messages: VisitorMessage[];
  hasMore: boolean;
  position: VisitorApiGroupPlace;
};

export type VisitorApiSessionConversation = {
  status: string;
  ahead?: number | null;
};

export type VisitorApiSessionRequest = {
  token: string | null;
  identity: string | null;
  language: string | null;
  pageUrl: string | null;
  referrer: string | null;
};

export type VisitorApiSessionVisitor = {
  id: string;
  name: string | null;
  verified: boolean;
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

export type VisitorField = {
  key: string;
  kind: FormFieldKind;
  required: boolean;
  label: string | null;
  choices: string[] | null;
};

export type VisitorForm = {
  intro: string | null;
  consent: string | null;
  fields: VisitorField[];
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
  picture?: string | null;
};

export type VocabularyView = {
  revision: string;
  states: Term[];
  reasons: Term[];
  results: Term[];
  fields: Field[];
};

export type WeekdayHours = {
  day: DayOfWeek;
  spans: OpenSpan[] | null;
};

export type WriteRolesRequest = {
  name: string | null;
  permissions: string[] | null;
};
