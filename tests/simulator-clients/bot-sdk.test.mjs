import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { channelAccessToken, HTTPFetchError, messagingApi, validateSignature } from '@line/bot-sdk';
import { startHooks, startSimulator } from './simulator.mjs';

const secret = 'line-demo-secret';
let hooks;
let simulator;
let line;
let blobs;
let user;

before(async () => {
  hooks = await startHooks();
  simulator = await startSimulator(hooks.address);
  const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: simulator.address });
  const issued = await tokens.issueStatelessChannelTokenByClientSecret('1000000001', secret);
  const config = { baseURL: simulator.address, channelAccessToken: issued.access_token };
  line = new messagingApi.MessagingApiClient(config);
  blobs = new messagingApi.MessagingApiBlobClient(config);
  user = (await simulator.call('GET', '/users')).items[0].userId;
});

after(async () => {
  await simulator?.stop();
  hooks?.close();
});

async function write(message) {
  const [outcome, hook] = await Promise.all([simulator.write(user, message), hooks.next()]);
  return { outcome, hook, event: hook.body.events[0] };
}

test('The client accepts the signature of a received webhook and refuses it for other bytes', async () => {
  const { hook, event } = await write({ type: 'text', text: '署名つきのメッセージ🍵' });
  assert.equal(event.message.text, '署名つきのメッセージ🍵');
  assert.ok(validateSignature(hook.raw, secret, hook.signature));
  assert.ok(!validateSignature(Buffer.concat([hook.raw, Buffer.from(' ')]), secret, hook.signature));
});

test('The client replies once with the token of a webhook', async () => {
  const { event } = await write({ type: 'text', text: '在庫はありますか' });
  const answer = { replyToken: event.replyToken, messages: [{ type: 'text', text: 'ございます' }] };
  const { sentMessages } = await line.replyMessage(answer);
  const thread = await simulator.call('GET', `/users/${user}/thread`);
  assert.equal(thread.items.at(-1).id, sentMessages[0].id);
  assert.equal(thread.items.at(-1).mode, 'reply');
  await assert.rejects(line.replyMessage(answer), (error) => error instanceof HTTPFetchError && error.status === 400 && JSON.parse(error.body).message === 'Invalid reply token');
});

test('The client pushes, and a second push with the same retry key is told of the first', async () => {
  const key = randomUUID();
  const message = { to: user, messages: [{ type: 'text', text: '発送しました' }, { type: 'sticker', packageId: '446', stickerId: '1988' }] };
  const { httpResponse, body } = await line.pushMessageWithHttpInfo(message, key);
  assert.equal(body.sentMessages.length, 2);
  await assert.rejects(line.pushMessage(message, key), (error) =>
    error.status === 409 && error.headers.get('x-line-accepted-request-id') === httpResponse.headers.get('x-line-request-id'));
});

test('The client reads profile, bot, quota and consumption', async () => {
  const profile = await line.getProfile(user);
  assert.equal(profile.displayName, '佐藤 美咲');
  assert.equal((await fetch(profile.pictureUrl)).headers.get('content-type'), 'image/png');
  assert.match((await line.getBotInfo()).userId, /^U[0-9a-f]{32}$/);
  assert.deepEqual(await line.getMessageQuota(), { type: 'limited', value: 200 });
  const before = (await line.getMessageQuotaConsumption()).totalUsage;
  await line.pushMessage({ to: user, messages: [{ type: 'text', text: '一通' }] });
  assert.equal((await line.getMessageQuotaConsumption()).totalUsage, before + 1);
});

test('The client downloads what a customer sent, byte for byte', async () => {
  const sent = Buffer.from('%PDF-1.7 見積書');
  const { outcome } = await write({ type: 'file', data: sent.toString('base64'), fileName: '見積書.pdf', contentType: 'application/pdf' });
  const { httpResponse, body } = await blobs.getMessageContentWithHttpInfo(outcome.messageId);
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  assert.deepEqual(Buffer.concat(chunks), sent);
  assert.equal(httpResponse.headers.get('content-type'), 'application/pdf');
  assert.equal((await blobs.getMessageContentTranscodingByMessageId(outcome.messageId)).status, 'succeeded');
});

test('The client sets and tests the webhook endpoint', async () => {
  const endpoint = `${hooks.address}/webhooks/line/line-demo`;
  await line.setWebhookEndpoint({ endpoint });
  assert.deepEqual(await line.getWebhookEndpoint(), { endpoint, active: true });
  const [result, hook] = await Promise.all([line.testWebhookEndpoint({ endpoint }), hooks.next()]);
  assert.equal(result.success, true);
  assert.deepEqual(hook.body.events, []);
  assert.ok(validateSignature(hook.raw, secret, hook.signature));
});

test('The client validates messages before they are sent', async () => {
  await line.validatePush({ messages: [{ type: 'text', text: 'よい' }] });
  await assert.rejects(line.validatePush({ messages: [{ type: 'text', text: 'あ'.repeat(5001) }] }), (error) =>
    error.status === 400 && JSON.parse(error.body).details[0].property === 'messages[0].text');
});

test('The client shows the loading animation and marks a message as read', async () => {
  await line.showLoadingAnimation({ chatId: user, loadingSeconds: 10 });
  const { outcome, event } = await write({ type: 'text', text: '読まれましたか' });
  await line.markMessagesAsReadByToken({ markAsReadToken: event.message.markAsReadToken });
  const thread = await simulator.call('GET', `/users/${user}/thread`);
  assert.equal(thread.items.find((item) => item.id === outcome.messageId).readByHub, true);
});

test('The client issues a link token that links its own user once, and nobody else', async () => {
  const { linkToken } = await line.issueLinkToken(user);
  const [linked, hook] = await Promise.all([simulator.link(linkToken), hooks.next()]);
  assert.equal(linked.status, 200);
  const event = hook.body.events[0];
  assert.deepEqual([event.type, event.source.userId, event.link], ['accountLink', user, { result: 'ok', nonce: linked.nonce }]);
  await line.replyMessage({ replyToken: event.replyToken, messages: [{ type: 'text', text: '連携しました' }] });
  const again = await simulator.link(linkToken);
  assert.deepEqual([again.status, again.message], [400, 'used']);
  assert.equal((await simulator.link('never-issued')).status, 400);

  const other = (await simulator.call('GET', '/users')).items[1].userId;
  const [, failed] = await Promise.all([line.issueLinkToken(user).then((second) => simulator.link(second.linkToken, other)), hooks.next()]);
  assert.deepEqual([failed.body.events[0].link.result, failed.body.events[0].source, failed.body.events[0].replyToken], ['failed', undefined, undefined]);
  await assert.rejects(line.issueLinkToken(`U${'0'.repeat(32)}`), (error) => error.status === 404);
});

test('The client meets a group, its members, and leaves it', async () => {
  const [first, second] = (await simulator.call('GET', '/users')).items.map((item) => item.userId);
  const [group, joined] = await Promise.all([simulator.call('POST', '/groups', { name: 'お茶の会', members: [first, second] }), hooks.next()]);
  assert.deepEqual([joined.body.events[0].type, joined.body.events[0].source], ['join', { type: 'group', groupId: group.userId }]);
  const [, said] = await Promise.all([simulator.write(group.userId, { type: 'text', text: 'こんにちは', author: second }), hooks.next()]);
  assert.deepEqual(said.body.events[0].source, { type: 'group', groupId: group.userId, userId: second });
  await line.replyMessage({ replyToken: said.body.events[0].replyToken, messages: [{ type: 'text', text: 'ようこそ' }] });
  assert.equal((await simulator.call('GET', `/users/${group.userId}/thread`)).items.at(-1).content.text, 'ようこそ');
  assert.equal((await line.getGroupSummary(group.userId)).groupName, 'お茶の会');
  assert.equal((await line.getGroupMemberCount(group.userId)).count, 2);
  assert.deepEqual((await line.getGroupMembersIds(group.userId)).memberIds, [first, second].sort());
  assert.equal((await line.getGroupMemberProfile(group.userId, second)).userId, second);
  const [, left] = await Promise.all([line.leaveGroup(group.userId), hooks.next()]);
  assert.equal(left.body.events[0].type, 'leave');
  await assert.rejects(line.getGroupSummary(group.userId), (error) => error.status === 404);
});
