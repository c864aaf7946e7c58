import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Bot, GrammyError, InlineKeyboard, InputFile, webhookCallback } from 'grammy';
import { startSimulator } from './simulator.mjs';

const token = '1000000003:telegram-demo-token';
const anna = 700000101;
let simulator;
let bot;

const sim = async (method, path, body) => {
  const response = await fetch(`${simulator.address}/sim/telegram/telegram-demo${path}`, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
};
const write = (message, chat = anna) => sim('POST', `/chats/${chat}/messages`, message);
const newBot = () => new Bot(token, { client: { apiRoot: simulator.address } });

/** The next update of a kind that the client's own polling hands out. */
const nextOf = (filter) => new Promise((resolve) => { bot.on(filter, (context, next) => { resolve(context); return next(); }); });

before(async () => {
  simulator = await startSimulator('http://127.0.0.1:9');
});

after(async () => {
  await simulator?.stop();
});

test('The client polls: a text, a photo, an edit, a pressed button and a block, each typed as it expects', async () => {
  bot = newBot();
  const [text, photo, edit, press, member] = [nextOf('message:text'), nextOf('message:photo'), nextOf('edited_message:text'), nextOf('callback_query:data'), nextOf('my_chat_member')];
  const polling = bot.start({ allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'] });
  const written = await write({ text: 'こんにちは 🍵' });
  const context = await text;
  assert.equal(context.message.text, 'こんにちは 🍵');
  assert.equal(context.from.first_name, 'Anna Schmidt');

  const answer = await context.reply('Which colour?', { reply_markup: new InlineKeyboard().text('Green', '=Green please') });
  assert.equal(answer.reply_markup.inline_keyboard[0][0].callback_data, '=Green please');
  await sim('POST', `/chats/${anna}/messages/${answer.message_id}/press`, { data: '=Green please' });
  const pressed = await press;
  assert.equal(pressed.callbackQuery.message.message_id, answer.message_id);
  assert.equal(await pressed.answerCallbackQuery(), true);

  await write({ kind: 'photo', caption: 'look' });
  const file = await (await photo).getFile();
  const bytes = await (await fetch(`${simulator.address}/file/bot${token}/${file.file_path}`)).arrayBuffer();
  assert.equal(bytes.byteLength, file.file_size);

  await sim('PUT', `/chats/${anna}/messages/${written.messageId}`, { text: 'changed' });
  assert.equal((await edit).editedMessage.text, 'changed');
  await sim('POST', `/chats/${anna}/block`);
  assert.equal((await member).myChatMember.new_chat_member.status, 'kicked');
  await sim('POST', `/chats/${anna}/unblock`);
  await bot.stop();
  await polling;
});

test('The client sends files, an album and a place, and reads a profile', async () => {
  const { api } = newBot();
  const document = await api.sendDocument(anna, new InputFile(Buffer.from('%PDF-1.4'), '見積書.pdf'), { caption: 'here' });
  assert.deepEqual([document.document.file_name, document.caption], ['見積書.pdf', 'here']);
  const again = await api.sendDocument(anna, document.document.file_id);
  assert.equal(again.document.file_id, document.document.file_id);
  const album = await api.sendMediaGroup(anna, [
    { type: 'photo', media: new InputFile(Buffer.from([1, 2, 3]), 'a.png'), caption: 'two' }, { type: 'photo', media: new InputFile(Buffer.from([4, 5, 6]), 'b.png') }]);
  assert.deepEqual([album.length, album[0].caption], [2, 'two']);
  assert.equal((await api.sendVenue(anna, 35, 135.7, '店', '京都市')).venue.title, '店');
  const chat = await api.getChat(anna);
  assert.equal(chat.first_name, 'Anna Schmidt');
  assert.ok((await api.getFile(chat.photo.big_file_id)).file_path);
  assert.equal((await api.getMe()).username, 'telegram_demo_bot');
  assert.equal(await api.sendChatAction(anna, 'typing'), true);
});

test('The client understands the refusals', async () => {
  const { api } = newBot();
  const fails = (action, code, words) => assert.rejects(action, (error) => error instanceof GrammyError && error.error_code === code && error.description.includes(words));
  await fails(api.sendMessage(1, 'x'), 400, 'chat not found');
  await fails(api.sendMessage(anna, 'x'.repeat(4097)), 400, 'too long');
  await fails(api.sendMessage(anna, 'x', { reply_markup: new InlineKeyboard().text('x', 'y'.repeat(65)) }), 400, 'BUTTON_DATA_INVALID');
  await sim('PUT', '/faults', { rateLimit: { retryAfter: 7 } });
  await assert.rejects(api.sendMessage(anna, 'x'), (error) => error.error_code === 429 && error.parameters.retry_after === 7);
  await sim('POST', `/chats/${anna}/block`);
  await fails(api.sendMessage(anna, 'x'), 403, 'blocked by the user');
  await sim('POST', `/chats/${anna}/unblock`);
  await fails(new Bot('1:wrong', { client: { apiRoot: simulator.address } }).api.getMe(), 401, 'Unauthorized');
});

test('The client’s webhook takes updates with the secret, and asking is refused meanwhile', async () => {
  const hooked = newBot();
  await hooked.init();
  const texts = [];
  hooked.on('message:text', (context) => { texts.push(context.message.text); });
  const server = createServer(webhookCallback(hooked, 'http', { secretToken: 'a_secret-1' }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  try {
    await hooked.api.setWebhook(url, { secret_token: 'a_secret-1', drop_pending_updates: true });
    assert.equal((await hooked.api.getWebhookInfo()).url, url);
    await write({ text: 'by webhook' });
    while (!texts.includes('by webhook')) await new Promise(setImmediate);
    assert.equal((await fetch(url, { method: 'POST', body: JSON.stringify({ update_id: 1 }), headers: { 'X-Telegram-Bot-Api-Secret-Token': 'other' } })).status, 401);
    await assert.rejects(hooked.api.getUpdates(), (error) => error.error_code === 409 && error.description.includes('webhook is active'));
    await hooked.api.deleteWebhook();
    assert.equal((await hooked.api.getWebhookInfo()).url, '');
  } finally {
    server.close();
  }
});

test('A second question ends the first one', async () => {
  const { api } = newBot();
  let ended = false;
  const first = assert.rejects(api.getUpdates({ timeout: 30 }), (error) => error.error_code === 409 && error.description.includes('terminated by other getUpdates')).finally(() => { ended = true; });
  while (!ended) await api.getUpdates({ timeout: 0 });
  await first;
});
