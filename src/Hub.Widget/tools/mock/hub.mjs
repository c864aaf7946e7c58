// The visitor's part of the hub, in memory, for looking at the widget while working on it. It keeps to the wire format,
// not to the rules: there is one agent, who answers what the text asks for (see replies.mjs).
import { randomUUID } from 'node:crypto';

const epoch = 'mock-1';

export class MockHub {
  visitors = new Map();
  uploads = new Map();
  requests = [];
  /** Set by those who want to look at them. */
  form = null;
  away = null;
  look = {};
  left = [];
  counted = [];

  session({ token, identity, language }) {
    let visitor = this.visitors.get(token);
    if (identity && !visitor?.verified) {
      visitor = undefined;
    }
    visitor ??= this.#newVisitor(identity);
    const messages = visitor.messages.slice(-50);
    return {
      token: visitor.token,
      visitor: { id: visitor.id, name: visitor.name, verified: visitor.verified },
      site: {
        name: 'web-demo',
        brand: language === 'ja' ? 'みなと珈琲店' : 'Minato Coffee',
        language,
        accent: '#2457c5',
        scheme: 'auto',
        title: null,
        mark: null,
        greeting:
          language === 'ja' ? 'みなと珈琲店です。ご注文やお届けについて、お気軽にお尋ねください。' : 'Welcome to Minato Coffee! Ask us about orders, delivery or beans.',
        form: visitor.filled || visitor.messages.length > 0 ? null : (this.form?.[language] ?? null),
        away: this.away,
        transcript: true,
        ...this.look,
      },
      conversation: visitor.status && { status: visitor.status, ahead: null },
      messages,
      hasMore: visitor.messages.length > messages.length,
      position: this.position(visitor),
    };
  }

  position(visitor) {
    return { group: `visitor:${visitor.id}`, epoch, position: visitor.log.length };
  }

  catchUp(visitor, { epoch: theirs, after }) {
    if (theirs !== epoch) return { epoch, position: visitor.log.length, events: [], resync: true, ahead: null };
    return { epoch, position: visitor.log.length, events: visitor.log.slice(after), resync: false, ahead: null };
  }

  receive(visitor, { id, text, uploadIds = [] }) {
    if (visitor.messages.some((message) => message.id === id)) return;
    const attachments = uploadIds.map((uploadId) => this.#attachment(this.uploads.get(uploadId)));
    this.say(visitor, {
      id,
      from: 'visitor',
      content: text ? { type: 'text', body: text } : { type: 'file', kind: attachments[0]?.kind ?? 'file', caption: null },
      attachments,
    });
    if (visitor.status !== 'open') this.status(visitor, 'open');
  }

  say(visitor, message) {
    const full = {
      number: (visitor.messages.at(-1)?.number ?? 0) + 2,
      id: null,
      name: null,
      at: new Date().toISOString(),
      attachments: [],
      state: null,
      version: 1,
      ...message,
    };
    visitor.messages.push(full);
    this.#publish(visitor, { type: 'message', message: full });
  }

  status(visitor, status) {
    visitor.status = status;
    this.#publish(visitor, { type: 'conversation', status });
  }

  signal(visitor, signal) {
    for (const send of visitor.sockets) send('signal', signal);
  }

  upload(bytes, contentType, fileName) {
    const kind = contentType.startsWith('image/') ? 'image' : 'file';
    const upload = { id: randomUUID(), kind, fileName, contentType, size: bytes.length, bytes };
    this.uploads.set(upload.id, upload);
    return upload;
  }

  #attachment({ id, kind, fileName, contentType, size }) {
    return { id, kind, fileName, contentType, size, state: 'stored', url: `/widget/files/${id}` };
  }

  attach(upload) {
    return this.#attachment(upload);
  }

  #newVisitor(identity) {
    const visitor = {
      id: randomUUID(),
      token: randomUUID(),
      name: identity ? '高橋 美咲' : null,
      verified: Boolean(identity),
      status: null,
      messages: [],
      log: [],
      sockets: new Set(),
      readUpTo: 0,
      typed: [],
    };
    this.visitors.set(visitor.token, visitor);
    return visitor;
  }

  #publish(visitor, event) {
    const after = visitor.log.length;
    visitor.log.push(event);
    const frame = { group: `visitor:${visitor.id}`, epoch, after, upTo: after + 1, events: [event] };
    for (const send of visitor.sockets) send('frame', frame);
  }
}
