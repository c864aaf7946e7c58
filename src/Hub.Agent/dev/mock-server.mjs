// A stand-in for the server, for work on the desk alone. See README.md.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import * as data from './mock-data.mjs';
import { attentionRoutes } from './mock-attention.mjs';
import { attachLive, catchUp, dropSockets, loseFrames, publish, resync, signal } from './mock-live.mjs';

const { values: options } = parseArgs({ options: { port: { type: 'string', default: '8080' }, quiet: { type: 'boolean', default: false }, 'no-websocket': { type: 'boolean', default: false }, 'signed-out': { type: 'boolean', default: false }, delay: { type: 'string', default: '0' } } });
const { conversations, customers, agents, me, sender, append, activity } = data;
const dist = new URL('../dist', import.meta.url).pathname;
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'";
let signedIn = !options['signed-out'];
let failedSignIns = 0;
let websockets = !options['no-websocket'];
const sendingOn = { on: true, backupAt: null, restoredAt: null, old: 0, newestOldAt: null, new: 0 };
let sending = sendingOn;
const tokens = [];
const uploads = new Map();

class Refusal extends Error {
  constructor(status, code, extra = {}) {
    super(code);
    Object.assign(this, { status, body: { type: 'about:blank', title: code, status, code, ...extra } });
  }
}
const found = (value) => value ?? (() => { throw new Refusal(404, 'not_found'); })();

function tell(conversation, ...messages) {
  publish('desk', [{ type: 'conversation', row: conversation.row }]);
  if (messages.length > 0) publish(`conversation:${conversation.row.id}`, messages.map((message) => ({ type: 'message', message })));
}

function change(conversation, row, name, details) {
  Object.assign(conversation.row, row);
  tell(conversation, append(conversation, { kind: 'activity', sender: sender.agent(me), content: activity(name, details) }));
  return conversation.row;
}

function advance(conversation, message, state, code = null) {
  message.delivery = { state, code, at: new Date().toISOString(), settled: message.delivery?.settled === true };
  message.version += 1;
  conversation.row.version += 1;
  conversation.row.attention = conversation.messages.some((each) => ['failed', 'unknown'].includes(each.delivery?.state) && !each.delivery.settled);
  tell(conversation, message);
}

function deliver(conversation, message) {
  const fails = /失敗|fail/i.test(message.content.body ?? '');
  const steps = fails ? [['sending'], ['failed', 'not_reachable']] : /不明|unknown/i.test(message.content.body ?? '') ? [['sending'], ['unknown', 'timeout']] : [['sending'], ['accepted'], ['delivered'], ['read']];
  steps.forEach(([state, code], index) => setTimeout(() => advance(conversation, message, state, code), 400 + index * 700));
}

const inView = { mine: (row) => row.status === 'open' && row.ownerId === me.id, unassigned: (row) => row.status === 'open' && !row.ownerId, open: (row) => row.status === 'open', waiting: (row) => row.status.startsWith('waiting'), snoozed: (row) => row.status === 'snoozed', spam: (row) => row.status === 'spam', resolved: (row) => row.status === 'resolved', attention: (row) => row.attention };
const all = () => [...conversations.values()].map(({ row }) => row);
const page = (items, search, size = 50) => {
  const start = Number(search.get('cursor') ?? 0);
  const limit = Math.min(100, Number(search.get('limit') ?? size));
  return { items: items.slice(start, start + limit), next: start + limit < items.length ? String(start + limit) : null };
};
const sorted = (rows) => rows.toSorted((a, b) => (a.lastActivityAt === b.lastActivityAt ? (a.id < b.id ? 1 : -1) : a.lastActivityAt < b.lastActivityAt ? 1 : -1));

function detail({ row, identity }) {
  const last = conversations.get(row.id).messages.findLast((message) => message.kind === 'inbound');
  const until = row.channel === 'line' && last ? new Date(Date.parse(last.at) + 45_000).toISOString() : null;
  return {
    ...row, identity: { ...identity, reachableCode: identity.reachable ? null : 'blocked' },
    capabilities: { maxTextLength: row.channel === 'line' ? 5000 : 2000, attachments: true, maxAttachmentBytes: 10_485_760, typing: row.channel === 'webchat', receipts: 'read', freeReplySeconds: row.channel === 'line' ? 45 : null, undoSeconds: 0 },
    freeReplyUntil: until, canReply: identity.reachable, cannotReplyReason: identity.reachable ? null : 'not_reachable', otherWays: false, elsewhere: [], drafts: data.drafts.get(row.id) ?? [],
  };
}

function sendReply(conversation, body) {
  const before = conversation.messages.find((message) => message.id === body.id);
  if (before) return [200, before];
  const colleague = conversation.messages.find((message) => message.number > (body.seenNumber ?? Infinity) && message.kind === 'outbound' && message.sender.id !== me.id);
  const moved = body.expectedOwnerId !== undefined && body.expectedOwnerId !== conversation.row.ownerId;
  if (moved || colleague) throw new Refusal(409, 'conversation_changed', { current: conversation.row });
  const files = (body.attachmentIds ?? []).map((id) => ({ ...uploads.get(id), state: 'stored', url: `/api/attachments/${id}` }));
  const content = files.length > 0 ? { type: 'file', kind: files[0].kind, caption: body.text || null } : { type: 'text', body: body.text };
  const message = append(conversation, { id: body.id, kind: 'outbound', sender: sender.agent(me), content, attachments: files, delivery: { state: 'queued', code: null, at: new Date().toISOString() } });
  tell(conversation, message);
  deliver(conversation, message);
  return [201, structuredClone(message)];
}

const attention = attentionRoutes({ data, found, page, advance, tell, activity, signal });

const canned = [
  ['お届け状況の確認', 'late', '{{customer.name}} 様\n\nお届けが遅れ、申し訳ございません。本日中に改めてご連絡いたします。'],
  ['発送のご案内', 'sent', 'ご注文 {{order.number}} を発送いたしました。'],
].map(([title, shortcut, bodyJa]) => ({ id: randomUUID(), scope: 'brand', ownerId: data.brands[0].id, ownerName: data.brands[0].name, folder: '配送', title, shortcut, bodyJa, bodyEn: null, version: 1, used: 0, lastUsedAt: null, updatedAt: new Date().toISOString(), files: [], editable: true }));

function filled(reply, conversationId) {
  const text = reply.bodyJa.replace('{{customer.name}}', found(conversations.get(conversationId)).row.customer.name ?? 'お客');
  return { id: reply.id, language: 'ja', text, empty: [...text.matchAll(/\{\{([\w.]+)\}\}/g)].map((match) => match[1]), files: [] };
}

const routes = [
  ...attention.routes,
  ['POST', '/api/session', ({ body }) => {
    if (failedSignIns >= 5) throw new Refusal(429, 'too_many_attempts', { retryAfter: 30 });
    if (body.password !== 'demo') { failedSignIns += 1; throw new Refusal(401, 'invalid_credentials'); }
    signedIn = true;
    return me;
  }],
  ['GET', '/api/session', () => me],
  ['DELETE', '/api/session', () => { signedIn = false; failedSignIns = 0; }],
  ['PUT', '/api/session/preferences', ({ body }) => Object.assign(me, body)],
  ['GET', '/api/agents', () => ({ items: agents })],
  ['POST', '/api/agents', ({ body }) => { const agent = { id: randomUUID(), active: true, present: false, ...body, password: undefined }; agents.push(agent); return [201, agent]; }],
  ['PUT', '/api/agents/:id', ({ id, body }) => Object.assign(found(agents.find((agent) => agent.id === id)), body)],
  ['PUT', '/api/agents/:id/password', () => undefined],
  ['GET', '/api/teams', () => ({ items: data.teams })],
  ['POST', '/api/teams', ({ body }) => { const team = { id: randomUUID(), ...body }; data.teams.push(team); return [201, team]; }],
  ['GET', '/api/brands', () => ({ items: data.brands })],
  ['GET', '/api/views', () => ({ items: [] })],
  ['GET', '/api/views/counts', () => ({ items: [] })],
  ['POST', '/api/views/preview', () => ({ count: all().length, more: false })],
  ['GET', '/api/conversations/find', ({ search }) => ({ items: all().filter((row) => search.get('q') && (String(row.number) === search.get('q') || row.customer.name?.includes(search.get('q')))).slice(0, 6) })],
  ['GET', '/api/tags', () => ({ items: data.tags })],
  ['GET', '/api/channel-accounts', () => ({ items: data.accounts })],
  ['GET', '/api/channel-accounts/health', () => ({ items: data.accounts.map((account, index) => ({ accountId: account.id, state: ['ok', 'silent', 'failing'][index] ?? 'unused', receivedAt: data.ago(3 + index * 90), sentAt: index === 3 ? null : data.ago(5), failingSince: index === 2 ? data.ago(20) : null, errorAt: index === 2 ? data.ago(1) : null, error: index === 2 ? 'unreachable' : null, silentSince: index === 1 ? data.ago(93) : null, usualPerHour: index === 1 ? 12 : null, waiting: index === 2 ? 3 : 0, mailbox: null })) })],
  ['GET', '/api/channel-kinds', () => ({ items: [] })],
  ['PUT', '/api/channel-accounts/:id/pause', ({ id }) => Object.assign(found(data.accounts.find((account) => account.id === id)), { pausedAt: new Date().toISOString() })],
  ['DELETE', '/api/channel-accounts/:id/pause', ({ id }) => Object.assign(found(data.accounts.find((account) => account.id === id)), { pausedAt: null })],
  ['POST', '/api/channel-accounts/:id/check', ({ id }) => (data.accounts[0].id === id ? { healthy: true, code: 'ok', detail: null } : { healthy: false, code: 'unreachable', detail: 'connect ECONNREFUSED 127.0.0.1:8090' })],
  ['GET', '/api/tokens', () => ({ items: tokens })],
  ['POST', '/api/tokens', ({ body }) => { const token = { id: randomUUID(), name: body.name, createdAt: new Date().toISOString(), lastUsedAt: null, expiresAt: null }; tokens.push(token); return [201, { id: token.id, token: `hub_${randomUUID().replaceAll('-', '')}` }]; }],
  ['DELETE', '/api/tokens/:id', ({ id }) => void tokens.splice(tokens.findIndex((token) => token.id === id), 1)],
  ['GET', '/api/conversations', ({ search }) => page(sorted(all().filter(inView[search.get('view')])), search)],
  ['GET', '/api/conversations/counts', () => Object.fromEntries(Object.entries(inView).map(([view, test]) => [view, all().filter(test).length]))],
  ['GET', '/api/conversations/:id', ({ id }) => detail(found(conversations.get(id)))],
  ['GET', '/api/conversations/:id/messages', ({ id, search }) => {
    const { messages } = found(conversations.get(id));
    const limit = Math.min(200, Number(search.get('limit') ?? 50));
    if (search.has('after')) { const rest = messages.filter((message) => message.number > Number(search.get('after'))); return { items: rest.slice(0, limit), hasMore: rest.length > limit }; }
    const before = messages.filter((message) => message.number < Number(search.get('before') ?? Infinity));
    return { items: before.slice(-limit), hasMore: before.length > limit };
  }],
  ['POST', '/api/conversations/:id/messages', ({ id, body }) => sendReply(found(conversations.get(id)), body)],
  ['POST', '/api/conversations/:id/messages/:number/retry', ({ id, number }) => {
    const conversation = found(conversations.get(id));
    const message = found(conversation.messages.find((each) => each.number === Number(number)));
    advance(conversation, message, 'queued');
    setTimeout(() => advance(conversation, message, 'accepted'), 900);
    return message;
  }],
  ['POST', '/api/conversations/:id/notes', ({ id, body }) => { const conversation = found(conversations.get(id)); const message = append(conversation, { id: body.id, kind: 'note', sender: sender.agent(me), content: data.text(body.text) }); tell(conversation, message); return [201, message]; }],
  ['PUT', '/api/conversations/:id/assignment', ({ id, body }) => { const owner = agents.find((agent) => agent.id === body.ownerId); const team = data.teams.find((each) => each.id === body.teamId); return change(found(conversations.get(id)), { ownerId: body.ownerId, teamId: body.teamId }, owner || team ? 'assigned' : 'unassigned', { ownerId: owner?.id ?? null, ownerName: owner?.name ?? null, teamId: team?.id ?? null, teamName: team?.name ?? null }); }],
  ['PUT', '/api/conversations/:id/status', ({ id, body }) => change(found(conversations.get(id)), { status: body.status, dueAt: null }, body.status === 'resolved' ? 'resolved' : 'reopened')],
  ['PUT', '/api/conversations/:id/snooze', ({ id, body }) => change(found(conversations.get(id)), { status: 'snoozed', dueAt: body.until }, 'snoozed', { until: body.until })],
  ['DELETE', '/api/conversations/:id/snooze', ({ id }) => change(found(conversations.get(id)), { status: 'open', dueAt: null }, 'woke')],
  ['PUT', '/api/conversations/:id/tags', ({ id, body }) => { const conversation = found(conversations.get(id)); const { tags } = conversation.row; return change(conversation, { tags: body.tags }, 'tagged', { added: body.tags.filter((tag) => !tags.includes(tag)), removed: tags.filter((tag) => !body.tags.includes(tag)) }); }],
  ['PUT', '/api/conversations/:id/draft', ({ id, body }) => { const rest = (data.drafts.get(id) ?? []).filter((draft) => draft.kind !== body.kind); data.drafts.set(id, body.text || body.letter ? [...rest, { ...body, updatedAt: new Date().toISOString() }] : rest); }],
  ['PUT', '/api/conversations/:id/read', ({ id }) => { const conversation = found(conversations.get(id)); if (conversation.row.unread > 0) { conversation.row.unread = 0; conversation.row.version += 1; tell(conversation); } return conversation.row; }],
  ['POST', '/api/uploads', ({ request, raw }) => { const id = randomUUID(); const contentType = request.headers['content-type']; const kind = /^(image|video|audio)\//.exec(contentType)?.[1] ?? 'file'; const upload = { id, kind, fileName: decodeURIComponent(request.headers['x-file-name']), contentType, size: raw.length }; uploads.set(id, upload); data.files.set(id, { type: contentType, body: raw }); return [201, upload]; }],
  ['GET', '/api/canned-replies', () => ({ items: canned, next: null })],
  ['GET', '/api/canned-replies/:id/preview', ({ id, search }) => filled(found(canned.find((reply) => reply.id === id)), search.get('conversationId'))],
  ['POST', '/api/canned-replies/:id/insertions', ({ id, body }) => { const reply = found(canned.find((each) => each.id === id)); reply.used += 1; return filled(reply, body.conversationId); }],
  ['GET', '/api/calendars', () => ({ items: [] })],
  ['GET', '/api/customers', ({ search }) => page([...customers.values()].filter((customer) => customer.name.includes(search.get('q') ?? '') || customer.kana?.includes(search.get('q'))).map(({ id, name, kana, company, pictureUrl, createdAt }) => ({ id, name, kana, company, pictureUrl, lastActivityAt: createdAt })), search)],
  ['GET', '/api/customers/:id', ({ id }) => found(customers.get(id))],
  ['PUT', '/api/customers/:id', ({ id, body }) => {
    const customer = found(customers.get(id));
    if (body.version !== customer.version) throw new Refusal(409, 'customer_changed');
    Object.assign(customer, body, { version: customer.version + 1 });
    for (const conversation of conversations.values()) if (conversation.row.customer.id === id) { conversation.row.customer.name = customer.name; conversation.row.version += 1; tell(conversation); publish(`conversation:${conversation.row.id}`, [{ type: 'customer', customer }]); }
    return customer;
  }],
  ['GET', '/api/customers/:id/timeline', ({ id, search }) => page(sorted(all().filter((row) => row.customer.id === id)).map((row) => ({ conversation: row, firstText: conversations.get(row.id).messages.find((message) => message.content.type === 'text')?.content.body ?? null })), search, 20)],
  ['GET', '/api/sending', () => sending],
  ['POST', '/api/sending/start', () => (sending = sendingOn)],
  ['GET', '/api/parked', ({ search }) => page(data.parked, search)],
  ['POST', '/api/parked/:id/replay', ({ id }) => { const index = data.parked.findIndex((item) => item.id === id); if (data.parked[index].kind === 'job') return { settled: false, error: data.parked[index].error }; data.parked.splice(index, 1); return { settled: true }; }],
  ['DELETE', '/api/parked/:id', ({ id }) => void data.parked.splice(data.parked.findIndex((item) => item.id === id), 1)],
  ['POST', '/api/live/catch-up', ({ body }) => catchUp(body)],
  // Levers for trying things by hand or by script; the server has none of these.
  ['POST', '/mock/inbound', ({ body }) => inbound(body.conversationId ? found(conversations.get(body.conversationId)) : data.pick([...conversations.values()]), body.text)],
  ['POST', '/mock/colleague', ({ body }) => { const conversation = found(conversations.get(body.conversationId)); const message = append(conversation, { kind: 'outbound', sender: sender.agent(agents[1]), content: data.text(data.answers[0]), delivery: { state: 'accepted', code: null, at: new Date().toISOString() } }); if (!body.silent) tell(conversation, message); return message; }],
  ['POST', '/mock/lose', ({ body }) => loseFrames(body.count)],
  ['POST', '/mock/viewers', ({ body }) => signal({ type: 'viewers', conversationId: body.conversationId, agents: [{ id: agents[1].id, name: agents[1].name, typing: Boolean(body.typing) }, { id: agents[3].id, name: agents[3].name, typing: false }] })],
  ['POST', '/mock/typing', ({ body }) => signal({ type: 'visitorTyping', conversationId: body.conversationId, typing: true })],
  ['POST', '/mock/drop', ({ body }) => { if (body?.websockets !== undefined) websockets = body.websockets; dropSockets(); }],
  ['POST', '/mock/restore', () => void (sending = { on: false, backupAt: '2026-11-18T03:15:00Z', restoredAt: '2026-11-20T00:30:00Z', old: 12, newestOldAt: '2026-11-18T03:14:20Z', new: 3 })],
  ['POST', '/mock/resync', () => resync()],
].map(([method, path, handle]) => ({ method, handle, pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }));

function inbound(conversation, body) {
  if (conversation.row.status !== 'open') Object.assign(conversation.row, { status: 'open', dueAt: null });
  const message = append(conversation, { content: data.text(body ?? data.pick(data.lines)) });
  tell(conversation, message);
  return message;
}

function serveFile(path, response) {
  const wanted = join(dist, normalize(path));
  const file = existsSync(wanted) && extname(wanted) ? wanted : join(dist, 'index.html');
  if (!existsSync(file)) return response.writeHead(404).end('Run `npm run build`, or use `npm run dev` beside this server.');
  const types = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.svg': 'image/svg+xml' };
  return response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': policy }).end(readFileSync(file));
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const file = /^\/api\/attachments\/(.+)$/.exec(url.pathname);
  if (file) {
    const stored = data.files.get(file[1]);
    return stored ? response.writeHead(200, { 'Content-Type': stored.type }).end(stored.body) : response.writeHead(404).end();
  }
  if (!/^\/(api|mock)\//.test(url.pathname)) return serveFile(url.pathname, response);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  await new Promise((resolve) => setTimeout(resolve, Number(options.delay)));
  try {
    const route = found(routes.find(({ method, pattern }) => method === request.method && pattern.test(url.pathname)));
    if (!signedIn && !(request.method === 'POST' && url.pathname === '/api/session')) throw new Refusal(401, 'not_signed_in');
    const body = raw.length > 0 && request.headers['content-type']?.includes('json') ? JSON.parse(raw) : null;
    const result = route.handle({ ...route.pattern.exec(url.pathname).groups, search: url.searchParams, body, raw, request });
    const [status, answer] = Array.isArray(result) ? result : [result === undefined ? 204 : 200, result];
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(answer === undefined ? undefined : JSON.stringify(answer));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'server_error', { detail: String(error) });
    response.writeHead(refusal.status, { 'Content-Type': 'application/problem+json', ...(refusal.body.retryAfter ? { 'Retry-After': refusal.body.retryAfter } : {}) }).end(JSON.stringify(refusal.body));
  }
});

attachLive(server, () => websockets && signedIn);
server.listen(Number(options.port), '127.0.0.1', () => console.log(`Mock server on http://127.0.0.1:${options.port} (password: demo)`));

if (!options.quiet) setInterval(() => inbound(data.pick([...conversations.values()].slice(0, 40))), 7000);
