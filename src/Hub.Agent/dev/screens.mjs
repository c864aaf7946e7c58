// Pictures of the built desk against the mock server, to be looked at: node dev/screens.mjs <folder> [filter]
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [folder = 'screens', only = ''] = process.argv.slice(2);
const port = 18081;
const address = `http://127.0.0.1:${port}`;
const sizes = [[1366, 768], [1440, 900], [390, 844]];
mkdirSync(folder, { recursive: true });

const mock = spawn(process.execPath, [new URL('mock-server.mjs', import.meta.url).pathname, '--quiet', '--port', String(port)], { stdio: 'inherit' });
await new Promise((resolve) => setTimeout(resolve, 1500));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

async function openPage({ language = 'ja', theme = 'light', size = sizes[0] }) {
  const context = await browser.newContext({ viewport: { width: size[0], height: size[1] }, locale: language === 'ja' ? 'ja-JP' : 'en-GB' });
  await context.addInitScript(([l, t]) => { localStorage.setItem('hub.language', l); localStorage.setItem('hub.theme', t); }, [language, theme]);
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`  ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`  page error: ${error.message}`));
  return { page, context };
}
const rows = await (await fetch(`${address}/api/conversations?view=mine`)).json();
const first = rows.items[0].id;
const many = rows.items[1].id;
const blocked = (await (await fetch(`${address}/api/conversations?view=open&limit=100`)).json()).items[8].id;

const scenes = {
  thread: async (page) => { await page.goto(`${address}/inbox/mine/${first}`); await page.waitForSelector('[data-number]'); },
  top: async (page) => { await scenes.thread(page); await page.locator('[data-thread]').evaluate((box) => { box.scrollTop = 0; }); },
  list: async (page) => { await page.goto(`${address}/inbox/open`); await page.waitForSelector('a[href^="/inbox/open/"]'); },
  tags: async (page) => { await page.goto(`${address}/inbox/mine/${many}`); await page.waitForSelector('[data-number]'); await page.keyboard.press('t'); },
  assign: async (page) => { await scenes.thread(page); await page.keyboard.press('a'); },
  snooze: async (page) => { await scenes.thread(page); await page.keyboard.press('s'); },
  note: async (page) => { await scenes.thread(page); await page.keyboard.press('n'); await page.keyboard.type('倉庫に在庫を確認中です。'); },
  blocked: async (page) => { await page.goto(`${address}/inbox/open/${blocked}`); await page.waitForSelector('[data-number]'); },
  help: async (page) => { await scenes.list(page); await page.keyboard.press('?'); },
  empty: async (page) => { await scenes.list(page); await page.keyboard.press('/'); await page.keyboard.type('zzz'); },
  customers: async (page) => { await page.goto(`${address}/customers`); await page.locator('a[href^="/customers/"]').first().click(); await page.waitForTimeout(300); },
  record: async (page) => { await scenes.thread(page); if (page.viewportSize().width < 820) await page.getByRole('button', { name: /顧客情報|Customer record/ }).first().click(); await page.waitForTimeout(300); },
  attention: async (page) => { await page.goto(`${address}/attention`); await page.waitForTimeout(400); },
  settings: async (page) => { await page.goto(`${address}/settings`); await page.waitForTimeout(300); },
  accounts: async (page) => { await page.goto(`${address}/settings/accounts`); await page.getByRole('button', { name: /接続を確認|Check/ }).first().click(); await page.waitForTimeout(400); },
  people: async (page) => { await page.goto(`${address}/settings/people`); await page.waitForTimeout(400); },
  restored: async (page) => { await fetch(`${address}/mock/restore`, { method: 'POST' }); await scenes.thread(page); await page.getByRole('button', { name: /送信を開始…|Start sending…/ }).waitFor(); },
  start: async (page) => { await scenes.restored(page); await page.getByRole('button', { name: /送信を開始…|Start sending…/ }).click(); await page.waitForTimeout(200); await page.keyboard.press('Tab'); },
  offline: async (page) => { await scenes.thread(page); await fetch(`${address}/mock/drop`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"websockets":false}' }); await page.waitForTimeout(600); },
  viewers: async (page) => { await scenes.thread(page); const headers = { 'Content-Type': 'application/json' }; const body = JSON.stringify({ conversationId: first, typing: true }); await fetch(`${address}/mock/viewers`, { method: 'POST', headers, body }); await fetch(`${address}/mock/typing`, { method: 'POST', headers, body }); await page.locator('[data-thread]').evaluate((box) => { box.scrollTop = 300; }); await fetch(`${address}/mock/inbound`, { method: 'POST', headers, body: JSON.stringify({ conversationId: first, text: 'もう一点よろしいでしょうか' }) }); await page.mouse.move(400, 400); await page.mouse.move(401, 402); await fetch(`${address}/mock/inbound`, { method: 'POST', headers, body: JSON.stringify({ conversationId: rows.items[5].id, text: '急ぎでお願いします' }) }); await page.waitForTimeout(400); },
  changed: async (page) => { await page.goto(`${address}/inbox/mine/${many}`); await page.waitForSelector('[data-number]'); await fetch(`${address}/mock/colleague`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ conversationId: many, silent: true }) }); await page.keyboard.press('r'); await page.waitForTimeout(150); await page.keyboard.type('承知いたしました。'); await page.keyboard.press('Control+Enter'); await page.waitForTimeout(500); },
  resolved: async (page) => { await page.goto(`${address}/inbox/mine/${rows.items[4].id}`); await page.waitForSelector('[data-number]'); await page.keyboard.press('e'); await page.waitForTimeout(400); },
  zoom: async (page) => { await page.setViewportSize({ width: 683, height: 384 }); await scenes.thread(page); },
  folded: async (page) => { await page.addInitScript(() => localStorage.setItem('hub.layout.rail', 'folded')); await scenes.thread(page); },
  confirm: async (page) => { await scenes.thread(page); await page.getByRole('button', { name: '再送信' }).last().click(); await page.waitForTimeout(200); },
  files: async (page) => { await scenes.thread(page); await page.setInputFiles('input[type=file]', [{ name: '領収書_2026年11月分.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(90000) }, { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.alloc(2000) }]); await page.waitForTimeout(300); },
  signin: async (page) => { await page.route('**/api/session', (route) => (route.request().method() === 'GET' ? route.fulfill({ status: 401, json: { code: 'not_signed_in', status: 401 } }) : route.continue())); await page.goto(address); await page.fill('[name=email]', 'admin@demo.test'); await page.fill('[name=password]', 'x'); await page.keyboard.press('Enter'); await page.waitForTimeout(500); },
};
const plan = [];
for (const size of sizes) for (const language of ['ja', 'en']) for (const theme of ['light', 'dark']) plan.push({ scene: 'thread', size, language, theme });
for (const scene of Object.keys(scenes)) plan.push({ scene, size: sizes[0], language: scene === 'snooze' || scene === 'help' ? 'en' : 'ja', theme: ['tags', 'attention'].includes(scene) ? 'dark' : 'light' });
for (const size of sizes) plan.push({ scene: 'restored', size, language: 'en', theme: 'dark' }, { scene: 'start', size, language: 'en', theme: 'light' });
plan.push({ scene: 'restored', size: sizes[2], language: 'ja', theme: 'light' }, { scene: 'start', size: sizes[2], language: 'ja', theme: 'dark' });
for (const scene of ['list', 'record', 'settings', 'assign', 'signin', 'customers']) plan.push({ scene, size: sizes[2], language: 'ja', theme: 'light' });

for (const shot of plan) {
  const name = `${shot.scene}-${shot.language}-${shot.theme}-${shot.size[0]}`;
  if (!name.includes(only)) continue;
  const { page, context } = await openPage(shot);
  try {
    await scenes[shot.scene](page);
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(name);
  } catch (error) {
    console.log(`${name}: ${error.message.split('\n')[0]}`);
  }
  await context.close();
  if (shot.scene === 'offline') await fetch(`${address}/mock/drop`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"websockets":true}' });
}
await browser.close();
mock.kill();
