// The agent's main job by keyboard alone, and the live view through trouble, on the built desk against the mock server.
import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const port = 18082;
const address = `http://127.0.0.1:${port}`;
const mock = spawn(process.execPath, [new URL('mock-server.mjs', import.meta.url).pathname, '--quiet', '--signed-out', '--port', String(port)], { stdio: 'inherit' });
await new Promise((resolve) => setTimeout(resolve, 1500));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
await context.addInitScript(() => localStorage.setItem('hub.language', 'en'));
const page = await context.newPage();
page.setDefaultTimeout(6000);
const errors = [];
page.on('pageerror', (error) => errors.push(error.message));
page.on('console', (message) => /Content Security Policy/.test(message.text()) && errors.push(message.text()));

const { keyboard } = page;
const post = (path, body) => fetch(address + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) }).then((response) => (response.status === 204 ? null : response.json()));
const get = (path) => fetch(address + path).then((response) => response.json());
const seen = (text) => page.getByText(text, { exact: false }).last().waitFor();
const current = () => page.url().split('/').at(-1);
let failed = 0;
async function step(name, work) {
  try {
    await work();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/failed-${failed}.png` });
    console.log(`FAIL  ${name}: ${error.message.split('\n').slice(0, 8).join(' | ')}`);
  }
}
const press = async (...keys) => { for (const key of keys) await keyboard.press(key); };
const leaveText = () => press('Escape');

await step('signs in by keyboard, and is told when the password is wrong', async () => {
  await page.goto(address);
  await page.waitForSelector('[name=email]');
  await keyboard.type('admin@demo.test');
  await press('Tab');
  await keyboard.type('wrong');
  await press('Enter');
  await seen('is not right');
  await keyboard.type('demo');
  await press('Enter');
  await page.waitForURL('**/inbox/mine');
});

await step('walks to an unassigned conversation and takes it', async () => {
  await press('2');
  await page.waitForURL('**/inbox/unassigned');
  await page.waitForSelector('a[href^="/inbox/unassigned/"]');
  await press('j', 'j');
  await page.waitForSelector('[data-composer]');
  await press('a');
  await page.waitForSelector('[data-popover] [role=option]');
  await press('Enter');
  await seen('Assigned to');
  const row = await get(`/api/conversations/${current()}`);
  assert.equal(row.ownerId, (await get('/api/session')).id);
});

await step('answers with Ctrl+Enter and sees every delivery state', async () => {
  await press('r');
  await page.waitForTimeout(100);
  await keyboard.type('Answer by keyboard');
  await press('Enter');
  await keyboard.type('second line');
  await press('Control+Enter');
  await seen('second line');
  await page.locator('[data-number]', { hasText: 'Answer by keyboard' }).getByText('Read').waitFor();
  assert.equal(await page.locator('[data-composer]').inputValue(), '');
});

await step('the Enter of an input method never sends', async () => {
  await keyboard.type('へんかんちゅう');
  await page.locator('[data-composer]').evaluate((field) => field.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true })));
  await page.locator('[data-composer]').evaluate((field) => field.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', ctrlKey: true, keyCode: 229, bubbles: true })));
  assert.equal(await page.locator('[data-composer]').inputValue(), 'へんかんちゅう');
});

await step('keeps separate drafts for reply and note, on the server too', async () => {
  await leaveText();
  await press('n');
  await page.waitForTimeout(100);
  await keyboard.type('Only for us');
  await page.waitForTimeout(1200);
  const { drafts } = await get(`/api/conversations/${current()}`);
  assert.deepEqual(drafts.map(({ kind, text }) => `${kind}:${text}`).toSorted(), ['note:Only for us', 'reply:へんかんちゅう']);
  await press('Control+Enter');
  await page.locator('[data-number]', { hasText: 'Only for us' }).waitFor();
  await page.reload();
  await page.waitForSelector('[data-composer]');
  assert.equal(await page.locator('[data-composer]').inputValue(), 'へんかんちゅう');
  await press('r');
  await page.waitForTimeout(100);
  await press('Control+a', 'Delete');
  await leaveText();
});

await step('tags, snoozes with undo, resolves and reopens', async () => {
  await press('t');
  await page.waitForSelector('[data-popover] input');
  await keyboard.type('keyboard-tag');
  await press('Enter', 'Escape');
  await page.getByText('keyboard-tag').first().waitFor();
  await press('s');
  await page.waitForSelector('[data-popover] [role=option]');
  await press('ArrowDown', 'Enter');
  await seen('Snoozed until');
  assert.equal((await get(`/api/conversations/${current()}`)).status, 'snoozed');
  await press('e');
  await page.waitForTimeout(300);
  assert.equal((await get(`/api/conversations/${current()}`)).status, 'open');
  await press('e');
  await seen('Resolved.');
  assert.equal((await get(`/api/conversations/${current()}`)).status, 'resolved');
});

await step('a message that cannot leave stays, and goes out again under the same id', async () => {
  const { items } = await get('/api/conversations?view=mine');
  await page.goto(`${address}/inbox/mine/${items[1].id}`);
  await page.waitForSelector('[data-composer]');
  const ids = [];
  await page.route('**/messages', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    ids.push(route.request().postDataJSON().id);
    return ids.length === 1 ? route.abort() : route.continue();
  });
  await press('r');
  await page.waitForTimeout(100);
  await keyboard.type('Through a broken line');
  await press('Control+Enter');
  await seen('Not sent');
  await page.getByRole('button', { name: 'Try again' }).last().focus();
  await press('Enter');
  await page.locator('[data-number]', { hasText: 'Through a broken line' }).waitFor();
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
  await page.unroute('**/messages');
});

await step('asks first when a colleague has answered meanwhile, then insists', async () => {
  await post('/mock/colleague', { conversationId: current(), silent: true });
  await press('r');
  await page.waitForTimeout(100);
  await keyboard.type('I had not seen that');
  await press('Control+Enter');
  await page.waitForSelector('[role=alertdialog]');
  await press('Tab', 'Enter');
  await page.locator('[data-number]', { hasText: 'I had not seen that' }).waitFor();
  await leaveText();
});

await step('an uncertain message is sent again only after a clear yes', async () => {
  const { items } = await get('/api/conversations?view=open');
  await page.goto(`${address}/inbox/open/${items.find((row) => row.attention).id}`);
  const uncertain = page.locator('[data-number]', { hasText: 'Unclear whether sent' });
  await uncertain.getByRole('button').focus();
  await press('Enter');
  await page.waitForSelector('dialog[open]');
  await press('Enter');
  await page.waitForSelector('dialog[open]', { state: 'detached' });
  assert.equal(await uncertain.count(), 1);
  await uncertain.getByRole('button').focus();
  await press('Enter');
  await page.waitForSelector('dialog[open]');
  await press('Tab', 'Enter');
  await uncertain.waitFor({ state: 'detached' });
});

await step('arriving work does not move the list under the pointer', async () => {
  await page.goto(`${address}/inbox/open`);
  await page.waitForSelector('a[href^="/inbox/open/"]');
  await page.mouse.move(380, 300);
  await page.mouse.move(382, 302);
  const names = () => page.locator('a[href^="/inbox/open/"]').evaluateAll((links) => links.slice(0, 8).map((link) => link.getAttribute('href')));
  const before = await names();
  const { items } = await get('/api/conversations?view=open');
  await post('/mock/inbound', { conversationId: items[6].id, text: 'Jumps the queue' });
  await page.getByText('Jumps the queue').waitFor();
  assert.deepEqual(await names(), before);
  await page.getByText('new or moved').waitFor();
  await page.mouse.move(900, 300);
  await page.waitForTimeout(300);
  assert.equal((await names())[0], `/inbox/open/${items[6].id}`);
});

await step('lost frames are noticed and fetched', async () => {
  const { items } = await get('/api/conversations?view=mine');
  await page.goto(`${address}/inbox/mine/${items[3].id}`);
  await page.waitForSelector('[data-composer]');
  await page.waitForTimeout(400);
  await post('/mock/lose', { count: 4 });
  for (const text of ['lost one', 'lost two', 'arrives']) await post('/mock/inbound', { conversationId: items[3].id, text });
  for (const text of ['lost one', 'lost two', 'arrives']) await page.locator('[data-number]', { hasText: text }).waitFor();
});

await step('a cut connection says so, and what was missed is there afterwards', async () => {
  const id = current();
  await post('/mock/drop', { websockets: false });
  await page.locator('[data-state=reconnecting]').waitFor();
  await post('/mock/inbound', { conversationId: id, text: 'while you were away' });
  await post('/mock/drop', { websockets: true });
  await page.locator('[data-state]').waitFor({ state: 'detached', timeout: 20_000 });
  await page.locator('[data-number]', { hasText: 'while you were away' }).waitFor();
});

await step('follows by polling where WebSockets are blocked', async () => {
  await post('/mock/drop', { websockets: false });
  await page.locator('[data-state=polling]').waitFor({ timeout: 25_000 });
  await post('/mock/inbound', { conversationId: current(), text: 'seen by polling' });
  await page.locator('[data-number]', { hasText: 'seen by polling' }).waitFor({ timeout: 10_000 });
  await post('/mock/drop', { websockets: true });
});

await step('a desk that never had a WebSocket follows too', async () => {
  await post('/mock/drop', { websockets: false });
  await page.reload();
  await page.locator('[data-state=polling]').waitFor({ timeout: 25_000 });
  await post('/mock/inbound', { conversationId: current(), text: 'never had a socket' });
  await page.locator('[data-number]', { hasText: 'never had a socket' }).waitFor({ timeout: 10_000 });
  await post('/mock/drop', { websockets: true });
});

await step('folds columns by the character, wherever the keyboard has it', async () => {
  const dispatch = (code, key) => page.evaluate(([c, k]) => document.dispatchEvent(new KeyboardEvent('keydown', { code: c, key: k, bubbles: true, cancelable: true })), [code, key]);
  const list = page.locator('section[aria-label="Conversations"]').first();
  await dispatch('BracketRight', '[');
  await list.waitFor({ state: 'hidden' });
  await dispatch('BracketLeft', '@');
  assert.equal(await list.isVisible(), false);
  await dispatch('BracketLeft', '[');
  await list.waitFor({ state: 'visible' });
});

await step('attaches a file and sends it', async () => {
  await page.setInputFiles('input[type=file]', [{ name: 'receipt.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(5000, 1) }]);
  await page.getByText('4.9 KB').waitFor();
  await press('r');
  await page.waitForTimeout(100);
  await press('Control+Enter');
  await page.locator('[data-number] a[download="receipt.pdf"]').waitFor();
  await leaveText();
});

await step('nothing of a person is left after signing out', async () => {
  await press('r');
  await page.waitForTimeout(100);
  await keyboard.type('My private draft');
  await page.goto(`${address}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await press('Enter');
  await page.waitForSelector('[name=password]');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.fill('[name=email]', 'admin@demo.test');
  await page.fill('[name=password]', 'demo');
  await press('Enter');
  await page.waitForURL('**/inbox/mine');
});

await step('a long thread loads earlier pages and keeps its place', async () => {
  const { items } = await get('/api/conversations?view=open&limit=100');
  const long = items.find((row) => row.lastNumber > 1900);
  await page.goto(`${address}/inbox/open/${long.id}`);
  await page.waitForSelector('[data-number]');
  const thread = page.locator('[data-thread]');
  for (let round = 0; round < 20; round += 1) {
    await thread.evaluate((box) => { box.scrollTop = 0; });
    const first = await page.locator('[data-number]').first().getAttribute('data-number');
    if (first === '1') break;
    await page.getByRole('button', { name: 'Load earlier messages' }).click();
    await page.waitForFunction((before) => document.querySelector('[data-number]')?.getAttribute('data-number') !== before, first);
    const top = await page.evaluate((number) => document.querySelector(`[data-number="${number}"]`)?.getBoundingClientRect().top ?? -1, first);
    assert.ok(top > 0 && top < 400, `message ${first} moved to ${top}`);
  }
  assert.ok((await page.locator('[data-number]').count()) > 1900);
  await press('r');
  await page.waitForTimeout(200);
  const paint = await page.evaluate(async () => {
    const field = document.querySelector('[data-composer]');
    const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    const times = [];
    for (let index = 0; index < 20; index += 1) {
      const start = performance.now();
      setter.call(field, `${field.value}x`);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      times.push(performance.now() - start);
    }
    return times.toSorted((a, b) => a - b)[18];
  });
  console.log(`      key press to paint, p95 with 2,000 messages: ${paint.toFixed(0)} ms`);
  assert.ok(paint < 100, `${paint} ms`);
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
for (const theme of ['light', 'dark']) {
  await step(`axe finds nothing (${theme})`, async () => {
    const { items } = await get('/api/conversations?view=open');
    await page.evaluate((value) => localStorage.setItem('hub.theme', value), theme);
    for (const [path, key] of [[`/inbox/open/${items[0].id}`], [`/inbox/open/${items[1].id}`, 'a'], [`/inbox/open/${items[0].id}`, 'n'], ['/customers'], ['/attention'], ['/settings'], ['/settings/accounts'], ['/settings/people']]) {
      await page.goto(address + path);
      await page.waitForTimeout(700);
      if (key) await press(key);
      await page.waitForTimeout(200);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 120)} ${each.nodes[0].any[0]?.message ?? ''}`));
      assert.deepEqual(found, [], path);
    }
  });
}

await step('nothing went wrong underneath', async () => assert.deepEqual(errors, []));

await browser.close();
mock.kill();
console.log(failed === 0 ? 'All steps passed.' : `${failed} steps failed.`);
process.exit(failed === 0 ? 0 : 1);
