// npm run try: walks through the built widget in a real browser against the mock, and leaves pictures in TestResults/.
// CHROMIUM names the browser; default /usr/bin/chromium.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startMock } from './mock/server.mjs';
import { walks } from './walks.mjs';

const pictures = new URL('../TestResults/', import.meta.url).pathname;
mkdirSync(pictures, { recursive: true });

const mock = await startMock();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const only = process.argv[2];
let failed = 0;

for (const [name, walk] of Object.entries(walks)) {
  if (only && !name.includes(only)) continue;
  Object.assign(mock.hub, { form: null, away: null, look: {}, left: [], counted: [] });
  Object.assign(mock.trouble, { offline: false, sockets: true, throttle: 0, refuseUploads: false });
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ja-JP' });
  context.setDefaultTimeout(8_000);
  const complaints = [];
  context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  context.on('weberror', (error) => complaints.push(String(error.error())));
  try {
    await walk({
      context,
      mock,
      complaints,
      shop: (page, lang = 'ja') => page.goto(`${mock.shopOrigin}/?lang=${lang}`),
      picture: (page, file) => page.screenshot({ path: `${pictures}${file}.png` }),
    });
    // The hub answers some requests with a refusal on purpose; anything else said on the console is a defect.
    const odd = complaints.filter((text) => !/Failed to load resource|ERR_EMPTY_RESPONSE|WebSocket connection/.test(text));
    assert.deepEqual(odd, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n${error.stack}\n${complaints.join('\n')}`);
  } finally {
    await context.close();
  }
}

await browser.close();
mock.stop();
process.exitCode = failed ? 1 : 0;
