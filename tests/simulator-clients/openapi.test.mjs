import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { OpenApi } from './openapi.mjs';
import { openApiFolder, startHooks, startSimulator } from './simulator.mjs';

const folder = openApiFolder();
const options = { skip: folder ? false : "LINE's OpenAPI files are not here; set LINE_OPENAPI to their folder" };
let hooks;
let simulator;
let user;
let other;

before(async () => {
  if (!folder) return;
  hooks = await startHooks();
  simulator = await startSimulator(hooks.address);
  [user, other] = (await simulator.call('GET', '/users')).items.map((item) => item.userId);
});

after(async () => {
  await simulator?.stop();
  hooks?.close();
});

const bearer = { Authorization: 'Bearer line-demo-token' };
const linkToken = async (of) => (await (await fetch(`${simulator.address}/v2/bot/user/${of}/linkToken`, { method: 'POST', headers: bearer })).json()).linkToken;

test('Every webhook body is valid against webhook.yml', options, async (t) => {
  const file = new OpenApi(folder, 'webhook.yml');
  const check = async (name, act) => t.test(name, async () => {
    const [, hook] = await Promise.all([act(), hooks.next()]);
    assert.deepEqual(file.problems('CallbackRequest', hook.body), []);
  });
  const write = (message) => () => simulator.write(user, message);
  await check('text with emoji', write({ type: 'text', text: '$ こんにちは', emojis: [{ index: 0, length: 1, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }] }));
  await check('sticker', write({ type: 'sticker', keywords: ['tea'] }));
  await check('image of a set', write({ type: 'image', imageSet: { id: 'E1', index: 1, total: 2 } }));
  await check('video', write({ type: 'video', data: 'AAAA', durationMs: 1500 }));
  await check('audio', write({ type: 'audio' }));
  await check('file', write({ type: 'file', fileName: '請求書.pdf', data: 'AAAA' }));
  await check('location', write({ type: 'location', title: '店', address: '京都' }));
  await check('postback', write({ type: 'postback', data: 'a=1', params: { datetime: '2026-11-20T10:00' } }));
  const sent = await Promise.all([simulator.write(user, { type: 'text', text: '取り消す' }), hooks.next()]);
  await check('unsend', () => simulator.call('POST', `/users/${user}/messages/${sent[0].messageId}/unsend`));
  await check('unfollow', () => simulator.call('POST', `/users/${user}/block`));
  await check('follow after a block', () => simulator.call('POST', `/users/${user}/unblock`));
  const groups = {};
  const room = async (name, path, body, method = 'POST') => check(name, async () => { groups.last = await simulator.call(method, path, body); });
  await room('join of a group', '/groups', { name: 'お茶の会', members: [user] });
  const id = groups.last.userId;
  await check('a message in a group', () => simulator.write(id, { type: 'text', text: 'みなさん', author: user }));
  await room('a member who joined', `/groups/${id}`, { members: [user, other] }, 'PUT');
  await room('a member who left', `/groups/${id}`, { members: [other] }, 'PUT');
  await room('leave', `/groups/${id}`, { inside: false }, 'PUT');
  await room('join of a room', '/groups', { room: true, members: [user, other] });
  await check('a message in a room', () => simulator.write(groups.last.userId, { type: 'sticker', author: other }));
  for (const who of [user, other]) await check(`account link, ${who === user ? 'ok' : 'failed'}`, async () => simulator.link(await linkToken(user), who));
  await check('follow of a new person', () => simulator.call('POST', '/users', { displayName: '新しい人', follow: true }));
});

test('The check itself finds a missing property and an unknown kind', options, async () => {
  const file = new OpenApi(folder, 'webhook.yml');
  const [, hook] = await Promise.all([simulator.write(user, { type: 'text', text: 'a' }), hooks.next()]);
  delete hook.body.events[0].message.quoteToken;
  assert.notDeepEqual(file.problems('CallbackRequest', hook.body), []);
  const [, unknown] = await Promise.all([simulator.write(user, { type: 'unknown' }), hooks.next()]);
  assert.notDeepEqual(file.problems('CallbackRequest', unknown.body), []);
});

test('Every answer is one that messaging-api.yml names, with its schema', options, async (t) => {
  const file = new OpenApi(folder, 'messaging-api.yml');
  const check = (name, status, method, template, body, headers = {}, values = {}) => t.test(`${name}: ${status}`, async () => {
    if (body && status < 400) assert.deepEqual(file.problems(file.request(method, template), body), [], 'the request of the test');
    const path = template.replace(/\{(\w+)\}/g, (_, key) => values[key]);
    const answer = await fetch(simulator.address + path, {
      method: method.toUpperCase(), headers: { ...bearer, ...headers, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body: body && JSON.stringify(body),
    });
    assert.equal(answer.status, status);
    assert.ok(answer.headers.get('x-line-request-id'));
    const schema = file.answer(method, template, status);
    const json = await answer.text();
    if (schema) assert.deepEqual(file.problems(schema, JSON.parse(json)), []);
  });
  const messages = [{ type: 'text', text: 'こんにちは' }, { type: 'location', title: '店', address: '京都', latitude: 35, longitude: 135.7 }];
  const key = { 'X-Line-Retry-Key': randomUUID() };
  await check('push', 200, 'post', '/v2/bot/message/push', { to: user, messages }, key);
  await check('push again', 409, 'post', '/v2/bot/message/push', { to: user, messages }, key);
  await check('push of nothing', 400, 'post', '/v2/bot/message/push', { to: user, messages: [] });
  await check('multicast', 200, 'post', '/v2/bot/message/multicast', { to: [user], messages });
  await check('reply with a wrong token', 400, 'post', '/v2/bot/message/reply', { replyToken: 'x', messages });
  const [, hook] = await Promise.all([simulator.write(user, { type: 'image' }), hooks.next()]);
  const { replyToken, message } = hook.body.events[0];
  await check('reply', 200, 'post', '/v2/bot/message/reply', { replyToken, messages });
  await check('validate', 200, 'post', '/v2/bot/message/validate/push', { messages });
  await check('content', 200, 'get', '/v2/bot/message/{messageId}/content', null, {}, { messageId: message.id });
  await check('preview', 200, 'get', '/v2/bot/message/{messageId}/content/preview', null, {}, { messageId: message.id });
  await check('transcoding', 200, 'get', '/v2/bot/message/{messageId}/content/transcoding', null, {}, { messageId: message.id });
  await check('profile', 200, 'get', '/v2/bot/profile/{userId}', null, {}, { userId: user });
  await check('followers', 200, 'get', '/v2/bot/followers/ids');
  await check('bot info', 200, 'get', '/v2/bot/info');
  await check('quota', 200, 'get', '/v2/bot/message/quota');
  await check('consumption', 200, 'get', '/v2/bot/message/quota/consumption');
  await check('webhook endpoint', 200, 'get', '/v2/bot/channel/webhook/endpoint');
  await check('loading', 202, 'post', '/v2/bot/chat/loading/start', { chatId: user, loadingSeconds: 5 });
  await check('loading too long', 400, 'post', '/v2/bot/chat/loading/start', { chatId: user, loadingSeconds: 90 });
  await check('mark as read', 200, 'post', '/v2/bot/chat/markAsRead', { markAsReadToken: message.markAsReadToken });
  await check('mark as read, wrong token', 400, 'post', '/v2/bot/chat/markAsRead', { markAsReadToken: 'r0' });
  await check('link token', 200, 'post', '/v2/bot/user/{userId}/linkToken', null, {}, { userId: user });
  const [group] = await Promise.all([simulator.call('POST', '/groups', { name: '茶会', members: [user] }), hooks.next()]);
  const [people] = await Promise.all([simulator.call('POST', '/groups', { room: true, members: [user] }), hooks.next()]);
  const inGroup = { groupId: group.userId, roomId: people.userId, userId: user };
  await check('group summary', 200, 'get', '/v2/bot/group/{groupId}/summary', null, {}, inGroup);
  await check('push to a group', 200, 'post', '/v2/bot/message/push', { to: group.userId, messages });
  for (const place of ['group/{groupId}', 'room/{roomId}']) {
    await check(`${place} member`, 200, 'get', `/v2/bot/${place}/member/{userId}`, null, {}, inGroup);
    await check(`${place} count`, 200, 'get', `/v2/bot/${place}/members/count`, null, {}, inGroup);
    await check(`${place} ids`, 200, 'get', `/v2/bot/${place}/members/ids`, null, {}, inGroup);
    await Promise.all([check(`${place} leave`, 200, 'post', `/v2/bot/${place}/leave`, null, {}, inGroup), hooks.next()]);
  }
  const testing = check('webhook test', 200, 'post', '/v2/bot/channel/webhook/test', { endpoint: `${hooks.address}/x` });
  await Promise.all([testing, hooks.next()]);
  await simulator.call('PUT', '/faults', { rateLimit429: { kind: 'quota', next: 1 } });
  await check('push over the limit', 429, 'post', '/v2/bot/message/push', { to: user, messages });
});

test('A stateless token and its verification are as channel-access-token.yml says', options, async () => {
  const file = new OpenApi(folder, 'channel-access-token.yml');
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: '1000000001', client_secret: 'line-demo-secret' });
  const issued = await (await fetch(`${simulator.address}/oauth2/v3/token`, { method: 'POST', body: form })).json();
  assert.deepEqual(file.problems(file.answer('post', '/oauth2/v3/token', 200), issued), []);
  const verified = await fetch(`${simulator.address}/oauth2/v2.1/verify?access_token=${encodeURIComponent(issued.access_token)}`);
  assert.deepEqual(file.problems(file.answer('get', '/oauth2/v2.1/verify', 200), await verified.json()), []);
  form.set('client_secret', 'wrong');
  const refused = await fetch(`${simulator.address}/oauth2/v3/token`, { method: 'POST', body: form });
  assert.equal(refused.status, 400);
  assert.deepEqual(file.problems('ErrorResponse', await refused.json()), []);
});
