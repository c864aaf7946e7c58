import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import twilio from 'twilio';
import { startForms, startSimulator } from './simulator.mjs';

const token = 'sms-demo-token';
const phone = '+819000001201';
let hooks;
let simulator;
let account;
let client;

before(async () => {
  hooks = await startForms();
  simulator = await startSimulator(hooks.address);
  account = await (await fetch(`${simulator.address}/sim/sms/sms-demo`)).json();
  client = twilio(account.accountSid, token);
  client.api.baseUrl = simulator.address;
  client.messaging.baseUrl = simulator.address;
});

after(async () => {
  await simulator?.stop();
  hooks?.close();
});

const write = (message) => fetch(`${simulator.address}/sim/sms/sms-demo/phones/${phone}/messages`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(message) });
const next = async (path) => {
  for (;;) {
    const hook = await hooks.next();
    if (hook.path.startsWith(path)) return hook;
  }
};

test('The client accepts the signature of a received message and refuses it for another address or body', async () => {
  const [hook] = await Promise.all([next('/webhooks/twilio/sms-demo/messages'), write({ text: '届きました + 100% & more 🍵' })]);
  const url = hooks.address + hook.path;
  assert.equal(hook.form.Body, '届きました + 100% & more 🍵');
  assert.ok(twilio.validateRequest(token, hook.signature, url, hook.form));
  assert.ok(!twilio.validateRequest(token, hook.signature, `${url}?x=1`, hook.form));
  assert.ok(!twilio.validateRequest(token, hook.signature, url, { ...hook.form, Body: 'other' }));
});

test('The client sends, and hears of every state with a signature it accepts', async () => {
  const statusCallback = `${hooks.address}/status?ref=1.2`;
  const sent = await client.messages.create({ to: phone, from: account.number, body: 'こんにちは', statusCallback });
  assert.equal(sent.status, 'queued');
  for (const expected of ['sent', 'delivered']) {
    const hook = await next('/status');
    assert.deepEqual([hook.form.MessageSid, hook.form.MessageStatus], [sent.sid, expected]);
    assert.ok(twilio.validateRequest(token, hook.signature, statusCallback, hook.form));
  }
  assert.equal((await client.messages(sent.sid).fetch()).status, 'delivered');
});

test('The client sends through the messaging service and reads it', async () => {
  const sent = await client.messages.create({ to: phone, messagingServiceSid: account.messagingServiceSid, body: 'by service' });
  assert.equal(sent.messagingServiceSid, account.messagingServiceSid);
  assert.equal((await client.messaging.v1.services(account.messagingServiceSid).fetch()).inboundRequestUrl, account.webhookUrl);
});

test('The client lists over several pages, filtered by number and date', async () => {
  for (const body of ['one', 'two', 'three']) await client.messages.create({ to: '+12025550123', from: account.number, body });
  const listed = await client.messages.list({ to: '+12025550123', dateSentAfter: new Date(Date.now() - 60_000), pageSize: 2 });
  assert.deepEqual(listed.map((message) => message.body), ['three', 'two', 'one']);
});

test('The client reads the media of an MMS', async () => {
  const [hook] = await Promise.all([next('/webhooks/twilio/sms-demo/messages'), write({ text: 'look', sample: true })]);
  const [media] = await client.messages(hook.form.MessageSid).media.list();
  assert.equal(media.contentType, 'image/png');
  assert.ok(hook.form.MediaUrl0.endsWith(media.sid));
});

test('The client understands the errors', async () => {
  const failing = (to) => client.messages.create({ to, from: account.number, body: 'x' });
  await assert.rejects(failing('+15005550001'), (error) => error.status === 400 && error.code === 21211);
  await assert.rejects(failing('+15005550004'), (error) => error.code === 21610);
  const stranger = twilio(account.accountSid, 'wrong');
  stranger.api.baseUrl = simulator.address;
  await assert.rejects(stranger.messages.list(), (error) => error.status === 401 && error.code === 20003);
});

test('The client and the adapter agree on the vectors of both', () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const params = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' };
  assert.equal(twilio.getExpectedTwilioSignature('12345', url, params), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  const body = '{"property": "value", "boolean": true}';
  const hash = createHash('sha256').update(body).digest('hex');
  assert.ok(twilio.validateRequestWithBody('12345', 'a9nBmqA0ju/hNViExpshrM61xv4=', `${url}&bodySHA256=${hash}`, body));
});
