// The visitor's side of the hub's API, as the server sends it.

export type Content =
  | { type: 'text'; body: string }
  | { type: 'sticker'; imageUrl: string | null; keywords: string[] | string | null }
  | { type: 'file'; kind: FileKind; caption: string | null }
  | { type: 'location'; title: string | null; address: string | null; latitude: number; longitude: number }
  | { type: 'postback'; data: string }
  | { type: 'unsupported'; providerType: string };

export type FileKind = 'image' | 'video' | 'audio' | 'file';

export interface Attachment {
  id: string;
  kind: FileKind;
  fileName: string;
  contentType: string;
  size: number | null;
  state: 'pending' | 'stored' | 'failed' | 'gone';
  url: string | null;
}

export interface VisitorMessage {
  number: number;
  id: string | null;
  from: 'visitor' | 'agent' | 'bot' | 'system';
  name: string | null;
  /** The face of whoever answers, within the hub. */
  picture?: string | null;
  at: string;
  content: Content;
  attachments: Attachment[];
  version: number;
}

export interface Position {
  group: string;
  epoch: string;
  position: number;
}

export interface Site {
  name: string;
  brand: string;
  language: string;
  accent: string;
  scheme: 'auto' | 'light' | 'dark';
  title: string | null;
  mark: string | null;
  greeting: string | null;
  /** To be asked before the first message. */
  form: SiteForm | null;
  /** Nobody answers now. */
  away: Away | null;
  /** What was said can be had by mail. */
  transcript: boolean;
}

export interface SiteForm {
  intro: string | null;
  consent: string | null;
  fields: SiteField[];
}

export interface SiteField {
  key: string;
  kind: 'name' | 'email' | 'topic' | 'text';
  required: boolean;
  label: string | null;
  choices: string[] | null;
}

export interface Away {
  why: 'closed' | 'nobody';
  opensAt: string | null;
  byMail: boolean;
  intro: string | null;
}

export interface Visitor {
  id: string;
  name: string | null;
  verified: boolean;
}

export interface Session {
  token: string;
  visitor: Visitor;
  site: Site;
  conversation: { status: string; ahead: number | null } | null;
  messages: VisitorMessage[];
  hasMore: boolean;
  position: Position;
}

export type LiveEvent = { type: 'message'; message: VisitorMessage } | { type: 'conversation'; status: string };

export interface Frame {
  group: string;
  epoch: string;
  after: number;
  upTo: number;
  events: LiveEvent[];
}

export interface CatchUp {
  epoch: string;
  position: number;
  events: LiveEvent[];
  resync: boolean;
  ahead: number | null;
}

export interface Upload {
  id: string;
  kind: FileKind;
  fileName: string;
  contentType: string;
  size: number;
}

/** A message of this visitor that the hub has not given back yet. It keeps its id through every attempt. */
export interface Pending {
  id: string;
  text: string;
  uploads: Upload[];
  at: string;
  state: 'queued' | 'sending' | 'waiting' | 'sent' | 'failed';
}
