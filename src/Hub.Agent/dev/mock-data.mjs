// Made-up data for desk developers: long names, three-line messages, forty tags, every delivery state.
import { randomUUID } from 'node:crypto';

let seed = 42;
export const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
export const pick = (list) => list[Math.floor(random() * list.length)];
export const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

export const teams = [{ id: randomUUID(), name: '本店サポート' }, { id: randomUUID(), name: 'オンラインストア' }, { id: randomUUID(), name: 'International' }];
export const brands = [{ id: randomUUID(), name: '青葉ストア' }, { id: randomUUID(), name: 'Aoba Outdoors' }];
export const agents = [
  ['管理者', 'admin@demo.test', 'admin'], ['佐藤 美咲', 'sato@demo.test', 'agent'], ['田中 健太郎', 'tanaka@demo.test', 'agent'],
  ['Emily Watson', 'emily@demo.test', 'agent'], ['鈴木 さくら', 'suzuki@demo.test', 'supervisor'], ['高橋 陽介', 'takahashi@demo.test', 'agent'],
].map(([name, email, role], index) => ({ id: randomUUID(), name, email, role, teamIds: [teams[index % 3].id], grants: [], active: true, invited: false, secondStep: false, workName: null, converses: true, present: index < 4 }));
export const me = {
  id: agents[0].id, name: agents[0].name, email: agents[0].email, role: 'admin', language: 'ja', demo: true, secondStep: false, mustSetUpSecondStep: false, idleMinutes: 720, teams: teams.slice(0, 2),
  permissions: ['conversations.see_all', 'conversations.see_unassigned', 'conversations.note', 'conversations.reply', 'conversations.assign', 'conversations.resolve', 'customers.edit', 'parked.manage', 'accounts.manage', 'people.manage', 'backup.manage'],
};
export const accounts = [
  { id: randomUUID(), key: 'line-demo', channel: 'line', name: 'LINE 青葉ストア', brandId: brands[0].id, teamId: teams[0].id, settings: { channelId: '1000000001', apiBase: 'http://127.0.0.1:8090' }, secretNames: ['channelSecret'], active: true, webhookPath: '/webhooks/line/line-demo' },
  { id: randomUUID(), key: 'web-demo', channel: 'webchat', name: 'オンラインストアのチャット', brandId: brands[0].id, teamId: teams[1].id, settings: { allowedOrigins: 'http://127.0.0.1:8090' }, secretNames: [], active: true, webhookPath: null },
  { id: randomUUID(), key: 'line-demo-2', channel: 'line', name: 'LINE Aoba Outdoors', brandId: brands[1].id, teamId: teams[2].id, settings: { channelId: '1000000002' }, secretNames: ['channelSecret'], active: false, webhookPath: '/webhooks/line/line-demo-2' },
];
const names = ['山田 花子', '小林 大輔', '渡辺 結衣', '長谷川 龍之介', '勅使河原 小百合', 'Kwame Mensah', 'Alexandra Papadopoulou-Henderson von Habsburg', '伊藤 誠', '中村 あかり', '🌸ゆき🌸', 'ゆうこ@2児のママ', '加藤 翔太', 'José Álvarez', '松本 和子', '井上 蓮', '木村 美穂', '林 大和', '清水 彩花', '王 小明', '株式会社グリーンフィールド 総務部 備品担当'];
const lines = [
  'こんにちは。先日注文した商品がまだ届いていないのですが、配送状況を教えていただけますか？注文番号は A-20418 です。',
  'サイズ交換はできますか？', 'ありがとうございます！助かりました😊',
  '届いた箱が少し潰れていました。\n中身は無事のようですが、念のため写真を送ります。\n交換が必要かご確認いただけますでしょうか。',
  'Hi, is the 45L backpack available in green? I would like to pick it up in the Shibuya store this weekend.',
  '営業時間は何時までですか', 'ポイントの有効期限について教えてください。マイページを見ても分かりませんでした。',
  '領収書の宛名を変更したいです。「株式会社グリーンフィールド」でお願いできますか。', 'キャンセルしたいです', 'My discount code does not work at checkout.',
  '再入荷の予定はありますか？もう3か月ほど待っています。', '了解しました。では明日の午前中に伺います。',
];
const answers = ['お問い合わせありがとうございます。確認いたしますので、少々お待ちくださいませ。', 'お待たせいたしました。ご注文の商品は本日発送予定でございます。お届けは明後日の午前中を予定しております。', '承知いたしました。サイズ交換は、到着後14日以内であれば無料で承ります。', 'Thank you for waiting. The green 45L is in stock in Shibuya; shall I put one aside for you until Sunday?', 'ご不便をおかけして申し訳ございません。'];
const tagPool = ['配送', '返品', '交換', 'VIP', '請求', '在庫', 'クレーム', '法人', 'ポイント', 'shipping', 'refund', '要フォロー', '初回購入', 'ギフト', '店舗受取', '領収書', ...Array.from({ length: 28 }, (_, index) => `キャンペーン${index + 1}`)];
export const tags = tagPool;
const picture = (color) => `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${color}"/><stop offset="1" stop-color="#223"/></linearGradient></defs><rect width="640" height="420" fill="url(#g)"/><rect x="150" y="120" width="340" height="210" rx="6" fill="#c9a26a"/><path d="M150 120l170 70 170-70" fill="#b58d55"/></svg>`;
export const files = new Map();

export const customers = new Map();
export const conversations = new Map();
export const drafts = new Map();

function makeCustomer(index) {
  const account = accounts[index % 7 === 6 ? 2 : index % 3 === 1 ? 1 : 0];
  const customer = {
    id: randomUUID(), version: 1, name: index % 11 === 10 ? `訪問者 ${1000 + index}` : names[index % names.length], kana: index === 0 ? 'ヤマダ ハナコ' : null, company: index % 6 === 0 ? '株式会社グリーンフィールド' : null,
    notes: index % 5 === 0 ? '配送は置き配をご希望。\nお電話は18時以降がつながりやすい。' : null, tags: index % 4 === 0 ? ['VIP', '法人'] : [], pictureUrl: null, language: 'ja', createdAt: ago(60 * 24 * (index + 30)),
    identities: [{ id: randomUUID(), channel: account.channel, accountId: account.id, accountName: account.name, externalId: `U${randomUUID().replaceAll('-', '')}`, displayName: names[index % names.length], verified: account.channel === 'line', reachable: index % 9 !== 8 }],
  };
  if (index % 8 === 0) customer.identities.push({ id: randomUUID(), channel: 'webchat', accountId: accounts[1].id, accountName: accounts[1].name, externalId: 'visitor-1842', displayName: null, verified: false, reachable: true });
  customers.set(customer.id, customer);
  return { customer, account };
}

const sender = { customer: (c) => ({ type: 'customer', id: c.id, name: c.name }), agent: (a) => ({ type: 'agent', id: a.id, name: a.name }), system: { type: 'system', id: null, name: null }, bot: { type: 'bot', id: 'bot', name: '案内ボット' } };
const states = ['accepted', 'delivered', 'read', 'read', 'read'];

export function append(conversation, given) {
  const number = conversation.row.lastNumber + 1;
  const message = {
    conversationId: conversation.row.id, number, id: null, kind: 'inbound', sender: sender.customer(conversation.row.customer), at: new Date().toISOString(), providerAt: null,
    content: { type: 'text', body: '' }, attachments: [], delivery: null, unsent: false, version: 1, ...given,
  };
  conversation.messages.push(message);
  const row = conversation.row;
  row.lastNumber = number;
  row.version += 1;
  if (message.kind === 'inbound' || message.kind === 'outbound') {
    row.lastActivityAt = message.at;
    const body = message.content.body ?? message.content.caption ?? null;
    row.lastMessage = { number, kind: message.kind, sender: message.sender.type, preview: body === null ? null : body.replaceAll('\n', ' ').slice(0, 120), contentType: message.content.type, at: message.at };
    row.waitingSince = message.kind === 'inbound' ? (row.waitingSince ?? message.at) : null;
    row.unread = message.kind === 'inbound' ? row.unread + 1 : 0;
  }
  row.attention = conversation.messages.some((each) => ['failed', 'unknown'].includes(each.delivery?.state));
  return message;
}

const text = (body) => ({ type: 'text', body });
export const activity = (name, data = {}) => ({ type: 'activity', activity: name, data });

function attachment(kind, fileName, contentType, state, color) {
  const id = randomUUID();
  if (state === 'stored') files.set(id, kind === 'image' ? { type: 'image/svg+xml', body: picture(color) } : { type: contentType, body: 'demo' });
  return { id, kind, fileName, contentType, size: 184_320, state, url: state === 'stored' ? `/api/attachments/${id}` : null };
}

function showcase(conversation, start) {
  const customer = sender.customer(conversation.row.customer);
  const agent = sender.agent(agents[0]);
  let minute = start;
  const at = () => ago((minute -= 4));
  const say = (given) => append(conversation, { at: at(), ...given });
  say({ kind: 'activity', sender: sender.system, content: activity('created') });
  say({ content: text(lines[3]) });
  say({ content: { type: 'file', kind: 'image', caption: null }, attachments: [attachment('image', 'IMG_2041.jpg', 'image/svg+xml', 'stored', '#7aa')] });
  say({ content: { type: 'sticker', packageId: '1', stickerId: '2', imageUrl: null, keywords: ['おねがい', 'ぺこり'] } });
  say({ kind: 'outbound', sender: sender.bot, content: text('お問い合わせを受け付けました。担当者におつなぎします。'), delivery: { state: 'read', code: null, at: at() } });
  say({ kind: 'activity', sender: agent, content: activity('assigned', { ownerId: agents[0].id, ownerName: agents[0].name, teamId: teams[0].id, teamName: teams[0].name }) });
  say({ kind: 'activity', sender: agent, content: activity('tagged', { added: ['配送', '交換'], removed: [] }) });
  say({ kind: 'note', sender: sender.agent(agents[1]), content: text('倉庫に確認済み。同じロットで箱潰れが3件あり、運送会社に連絡しています。\n交換品は在庫あり。') });
  say({ kind: 'outbound', sender: agent, content: text(answers[1]), delivery: { state: 'read', code: null, at: at() } });
  say({ content: { type: 'location', title: '渋谷店', address: '東京都渋谷区神南1-2-3 青葉ビル 4F', latitude: 35.66, longitude: 139.7 } });
  say({ content: { type: 'postback', data: 'action=reserve&item=45L-green', params: { datetime: '2026-11-21T10:00' } } });
  say({ content: { type: 'unsupported', providerType: 'things' } });
  say({ content: { type: 'file', kind: 'file', caption: null }, attachments: [attachment('file', '見積書_2026年11月_株式会社グリーンフィールド様_最終版(2).pdf', 'application/pdf', 'stored')] });
  say({ content: { type: 'file', kind: 'video', caption: null }, attachments: [attachment('video', 'VID_0034.mp4', 'video/mp4', 'pending')] });
  say({ content: { type: 'file', kind: 'image', caption: null }, attachments: [attachment('image', 'IMG_2043.jpg', 'image/jpeg', 'gone')] });
  say({ content: { type: 'file', kind: 'audio', caption: null }, attachments: [attachment('audio', 'voice.m4a', 'audio/m4a', 'failed')] });
  say({ content: text('まちがえました'), unsent: true, sender: customer });
  for (const state of ['delivered', 'accepted', 'sending', 'queued']) say({ kind: 'outbound', sender: agent, content: text(pick(answers)), delivery: { state, code: null, at: at() } });
  say({ kind: 'outbound', sender: agent, content: text('交換品は明日の便で発送いたします。'), delivery: { state: 'failed', code: 'not_reachable', at: at() } });
  say({ kind: 'outbound', sender: agent, content: text('追跡番号は 4821-0093-7712 です。'), delivery: { state: 'unknown', code: 'timeout', at: at() } });
  say({ content: text('ありがとうございます。\nhttps://example.com/orders/A-20418?from=mypage&utm_source=line を見ればよいですか？') });
  say({ content: text('あと、ギフト包装もお願いできますか') });
  conversation.row.unread = 2;
  conversation.row.waitingSince = ago(minute + 4);
}

function makeConversation(index) {
  const { customer, account } = makeCustomer(index);
  const created = index * 9 + 30;
  const status = index < 60 ? 'open' : index < 90 ? 'snoozed' : index % 5 === 0 ? 'open' : 'resolved';
  const ownerId = index % 3 === 0 ? agents[0].id : index % 3 === 1 && status !== 'resolved' ? null : pick(agents).id;
  const row = {
    id: randomUUID(), number: 5000 - index, version: 1, channel: account.channel, accountId: account.id, accountName: account.name, brandId: account.brandId, brandName: brands.find((brand) => brand.id === account.brandId).name,
    status, ownerId, teamId: account.teamId, tags: index === 3 ? tagPool.slice(0, 40) : index % 4 === 0 ? [pick(tagPool), pick(tagPool)].filter((tag, place, all) => all.indexOf(tag) === place) : [],
    customer: { id: customer.id, name: customer.name, pictureUrl: null }, lastMessage: null, lastNumber: 0, lastActivityAt: ago(created), waitingSince: null, unread: 0,
    dueAt: status === 'snoozed' ? new Date(Date.now() + 3600_000 * (index - 40)).toISOString() : null, createdAt: ago(created), attention: false, help: null, scheduled: 0, otherChannels: [], stateId: null, mayBeOnlyThanks: false, reasonId: null, resultId: null, subject: null,
  };
  const conversation = { row, messages: [], identity: customer.identities[0] };
  conversations.set(row.id, conversation);
  if (index === 0) showcase(conversation, 140);
  else {
    const total = index === 6 ? 2000 : 1 + Math.floor(random() * 9);
    const step = index === 6 ? 7 : 3;
    append(conversation, { at: ago(index * 7 + 2 + total * step), kind: 'activity', sender: sender.system, content: activity('created') });
    for (let turn = total; turn > 0; turn -= 1) {
      const mine = turn % 2 === 0;
      append(conversation, { at: ago(index * 7 + 1 + turn * step), ...(mine ? { kind: 'outbound', sender: sender.agent(pick(agents)), content: text(pick(answers)), delivery: { state: pick(states), code: null, at: ago(turn) } } : { content: text(pick(lines)) }) });
    }
    if (status !== 'open') Object.assign(row, { waitingSince: null, unread: 0 });
    if (row.unread > 0 && index % 4 === 1) row.unread = 0;
  }
}

for (let index = 0; index < Number(process.env.MOCK_CONVERSATIONS ?? 500); index += 1) makeConversation(index);
// One customer with a history: three earlier conversations of the first.
const rows = [...conversations.values()];
for (const other of rows.filter(({ row }) => row.status === 'resolved').slice(0, 3)) other.row.customer = { ...rows[0].row.customer };

export const parked = [
  { id: randomUUID(), kind: 'inbound', at: ago(95), accountId: accounts[0].id, lane: 'line-demo/U8f2c…', error: 'The event has no source.', attempts: 5, raw: '{"type":"message","message":{"type":"text"}}' },
  { id: randomUUID(), kind: 'job', at: ago(20), accountId: accounts[0].id, lane: 'attachment', error: 'The provider answered 410 Gone.', attempts: 8 },
];
export { answers, lines, sender, text };
