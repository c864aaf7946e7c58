import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const launcher = (page) => page.locator('[data-crmhub] button.launcher');
const chat = (page) => page.frameLocator('[data-crmhub] iframe');
const input = (page) => chat(page).getByRole('textbox');
const log = (page) => chat(page).getByRole('log');

async function open(page) {
  await launcher(page).click();
  await input(page).and(chat(page).locator(':enabled')).waitFor();
  await chat(page).locator('.greeting, .message').first().waitFor();
}

async function say(page, text) {
  await input(page).fill(text);
  await input(page).press('Enter');
}

async function until(what, check) {
  const end = Date.now() + 8_000;
  while (!(await check())) {
    if (Date.now() > end) assert.fail(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe complains about, in the page's part and in the chat. */
async function complaintsOfAxe(page) {
  const frames = [page.mainFrame(), ...page.frames().filter((frame) => frame.url().includes('/widget/chat'))];
  const found = [];
  for (const frame of frames) {
    await frame.evaluate(axe);
    const context = frame === page.mainFrame() ? '[data-crmhub]' : 'html';
    const result = await frame.evaluate((at) => window.axe.run(at, { iframes: false }), context);
    found.push(...result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`));
  }
  return found;
}

const visitorOf = (mock) => [...mock.hub.visitors.values()].at(-1);

export const walks = {
  'Before the visitor opens it, only the script is fetched and nothing is stored': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    mock.hub.requests.length = 0;
    await shop(page);
    await launcher(page).waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(mock.hub.requests.map((request) => request.url), ['/widget.js', '/widget/api/web-demo/look?language=ja']);
    assert.deepEqual((await context.storageState()).origins, []);
    assert.deepEqual(await context.cookies(), []);
    assert.equal(await launcher(page).getAttribute('aria-label'), 'チャットを開く');
    await picture(page, 'button-desktop-ja');
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, 'button-phone-ja');
  },

  'A message is sent with Enter, comes back once, and is answered': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await until('focus in the field', () => input(page).evaluate((box) => box === document.activeElement));
    await picture(page, 'empty-desktop-ja');
    await say(page, '届け先を変更したいのですが、間に合いますか？');
    await chat(page).getByText('佐藤が入力しています…').waitFor();
    await picture(page, 'typing-desktop-ja');
    await chat(page).getByText('確認いたしますので').waitFor();
    assert.equal(await chat(page).locator('.message.own').count(), 1);
    await until('read', () => visitorOf(mock).readUpTo === 4);
    assert.ok(visitorOf(mock).typed.includes(true));
    for (const text of ['/bot', '/image']) await say(page, text);
    await chat(page).locator('.picture img').waitFor();
    await picture(page, 'image-desktop-ja');
    for (const text of ['/files', '/place', '/sticker']) await say(page, text);
    await chat(page).getByText('スタンプ (ありがとう)').waitFor();
    await picture(page, 'content-desktop-ja');
    await say(page, '/resolve');
    await chat(page).getByText('この件の対応は完了しました').waitFor();
    await picture(page, 'resolved-desktop-ja');
    const leaks = mock.hub.requests.filter((request) => request.headers.cookie || request.url.includes(visitorOf(mock).token));
    assert.deepEqual(leaks, []);
  },

  'The Enter of a conversion does not send': async ({ context, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await input(page).focus();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await input(page).evaluate((box) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229, bubbles: true, cancelable: true })));
    await cdp.send('Input.insertText', { text: '日本' });
    assert.equal(await input(page).inputValue(), '日本');
    assert.equal(await chat(page).locator('.message').count(), 0);
    await input(page).press('Shift+Enter');
    assert.equal(await input(page).inputValue(), '日本\n');
    await input(page).press('Enter');
    await chat(page).locator('.message.own').waitFor();
    assert.equal(await input(page).inputValue(), '');
  },

  'Escape closes, the focus goes back, and what arrives then shows as a badge': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await say(page, '/silent');
    await until('received', () => visitorOf(mock).messages.length === 1);
    await input(page).press('Escape');
    await until('closed', async () => (await launcher(page).getAttribute('aria-expanded')) === 'false');
    assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className), 'launcher');
    for (const body of ['お待たせしました。', '明日お届けします。']) mock.hub.say(visitorOf(mock), { from: 'agent', name: '佐藤', content: { type: 'text', body } });
    await until('badge', async () => (await launcher(page).getAttribute('aria-label')) === 'チャットを開く（未読2件）');
    assert.equal(visitorOf(mock).readUpTo, 0);
    await picture(page, 'badge-desktop-ja');
    await launcher(page).click();
    await until('read', () => visitorOf(mock).readUpTo === 6);
    await until('no badge', async () => (await launcher(page).getAttribute('aria-label')) === 'チャットを閉じる');
  },

  'A reload and a second tab are the same visitor': async ({ context, mock, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await say(page, '/silent');
    await until('received', () => visitorOf(mock).messages.length === 1);
    const count = mock.hub.visitors.size;
    await input(page).fill('書きかけ');
    await page.reload();
    await open(page);
    await chat(page).locator('.message.own').waitFor();
    assert.equal(await input(page).inputValue(), '書きかけ');
    const second = await context.newPage();
    await shop(second);
    await open(second);
    await say(second, '二つ目のタブから');
    await log(page).getByText('二つ目のタブから').waitFor();
    assert.equal(mock.hub.visitors.size, count);
  },

  'Strangers are not listened to, and the frame speaks to its host only': async ({ context, mock, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await page.evaluate(() => window.postMessage({ type: 'crmhub:close' }, location.origin));
    await page.evaluate(() => window.postMessage({ type: 'crmhub:unread', count: 9 }, location.origin));
    await page.waitForTimeout(200);
    assert.equal(await launcher(page).getAttribute('aria-expanded'), 'true');
    const heard = await page.evaluate(async (hub) => {
      // A frame opened for another origin than the page it is in must stay silent.
      const messages = [];
      const frame = document.createElement('iframe');
      frame.src = `${hub}/widget/chat?site=web-demo&language=ja&host=https://elsewhere.example`;
      addEventListener('message', (event) => event.source === frame.contentWindow && messages.push(event.data));
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      await new Promise((resolve) => setTimeout(resolve, 500));
      return messages;
    }, mock.hubOrigin);
    assert.deepEqual(heard, []);
  },

  'Signing in replaces the visitor, signing out forgets them': async ({ context, mock, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await say(page, '/silent');
    await log(page).locator('.message.own').waitFor();
    const anonymous = visitorOf(mock);
    await page.evaluate(() => window.CrmHub.identify('jwt-of-takahashi'));
    await until('another visitor', () => visitorOf(mock) !== anonymous);
    await until('an empty log', async () => (await log(page).locator('.message').count()) === 0);
    assert.equal(visitorOf(mock).verified, true);
    await say(page, '/silent');
    await until('sent by the new visitor', () => visitorOf(mock).messages.length === 1);
    const verified = visitorOf(mock);
    await page.evaluate(() => window.CrmHub.identify(null));
    await until('a third visitor', () => visitorOf(mock) !== verified);
    await until('an empty log', async () => (await log(page).locator('.message').count()) === 0);
    const third = visitorOf(mock);
    await page.evaluate(() => window.CrmHub.identify(null));
    await page.waitForTimeout(300);
    assert.equal(visitorOf(mock), third);
  },

  'Throttled and refused messages say so, and keep their id': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    mock.trouble.throttle = 2;
    await say(page, '/silent');
    await chat(page).getByText('送信を待っています').waitFor();
    await until('received', () => visitorOf(mock).messages.length === 1);
    await say(page, '/fail');
    await chat(page).getByText('送信できませんでした').waitFor();
    await picture(page, 'failed-desktop-ja');
    await chat(page).getByRole('button', { name: '削除' }).click();
    assert.equal(await chat(page).locator('.message.failed').count(), 0);
    await page.waitForTimeout(100);
    assert.equal(visitorOf(mock).messages.length, 1);
  },

  'Without a socket it polls; without a network it waits; nothing is lost or doubled': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    mock.trouble.sockets = false;
    await shop(page);
    await open(page);
    await chat(page).getByText('リアルタイムでの接続ができない').waitFor();
    await say(page, '/silent');
    mock.hub.say(visitorOf(mock), { from: 'agent', name: '佐藤', content: { type: 'text', body: 'ポーリングで届きました。' } });
    await log(page).getByText('ポーリングで届きました。').waitFor();
    await picture(page, 'polling-desktop-ja');
    mock.trouble.offline = true;
    await context.setOffline(true);
    await say(page, 'オフラインで書きました');
    await chat(page).getByText('インターネットに接続されていません').waitFor();
    await picture(page, 'offline-desktop-ja');
    mock.trouble.offline = false;
    mock.trouble.sockets = true;
    await context.setOffline(false);
    await until('received', () => visitorOf(mock).messages.some((message) => message.content.body === 'オフラインで書きました'));
    await until('live', async () => (await chat(page).locator('.banner').textContent()) === '');
    assert.equal(await log(page).getByText('オフラインで書きました').count(), 1);
  },

  'A cut connection comes back and shows what was missed': async ({ context, mock, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await say(page, '/silent');
    await until('joined', () => visitorOf(mock).sockets.size === 1);
    mock.dropSockets();
    await until('gone', () => visitorOf(mock).sockets.size === 0);
    mock.hub.say(visitorOf(mock), { from: 'agent', name: '佐藤', content: { type: 'text', body: '切断中のメッセージ' } });
    await log(page).getByText('切断中のメッセージ').waitFor();
    assert.equal(await log(page).getByText('切断中のメッセージ').count(), 1);
  },

  'Reading further up is not disturbed; earlier messages load above': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await say(page, '/many');
    await log(page).getByText('120件目').waitFor();
    await page.reload();
    await open(page);
    await log(page).getByText('120件目').waitFor();
    const box = log(page);
    await until('at the end', () => box.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight < 2));
    await box.evaluate((e) => (e.scrollTop = 0));
    const button = chat(page).getByRole('button', { name: '以前のメッセージを表示' });
    const first = await log(page).locator('.bubble').first().textContent();
    const before = await log(page).getByText(first, { exact: true }).boundingBox();
    await button.click();
    await until('older ones', async () => (await log(page).locator('.bubble').count()) > 60);
    await page.waitForTimeout(200);
    const after = await log(page).getByText(first, { exact: true }).boundingBox();
    assert.ok(Math.abs(before.y - after.y) < 60, `moved from ${before.y} to ${after.y}`);
    mock.hub.say(visitorOf(mock), { from: 'agent', name: '佐藤', content: { type: 'text', body: '下に届いたもの' } });
    const pill = chat(page).getByRole('button', { name: '新しいメッセージ' });
    await pill.waitFor();
    await picture(page, 'pill-desktop-ja');
    await pill.click();
    await until('at the end', () => box.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight < 2));
    await until('no pill', async () => (await pill.count()) === 0);
  },

  'Files are picked, shown with progress, sent, and refused with a reason': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    const files = [
      { name: 'ご注文内容の確認書.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') },
      { name: 'メモ.txt', mimeType: 'text/plain', buffer: Buffer.alloc(4_000, 'a') },
    ];
    await chat(page).locator('input[type=file]').setInputFiles(files);
    await chat(page).locator('.chip .file-detail', { hasText: 'KB' }).waitFor();
    await input(page).fill('添付をご確認ください。');
    await picture(page, 'files-desktop-ja');
    await input(page).press('Enter');
    await until('received', () => visitorOf(mock).messages[0]?.attachments.length === 2);
    await chat(page).locator('a.file').first().waitFor();
    assert.deepEqual(visitorOf(mock).messages[0].attachments.map((file) => file.fileName), files.map((file) => file.name));
    mock.trouble.refuseUploads = true;
    await chat(page).locator('input[type=file]').setInputFiles(files[0]);
    await chat(page).getByText('ファイルが大きすぎます').waitFor();
    assert.ok(await chat(page).getByRole('button', { name: '送信' }).isDisabled());
  },

  'Too long a text is counted, not cut': async ({ context, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await input(page).fill('あ'.repeat(4_010));
    await chat(page).getByText('10文字超過しています').waitFor();
    assert.ok(await chat(page).getByRole('button', { name: '送信' }).isDisabled());
    await picture(page, 'too-long-desktop-ja');
    await input(page).fill('あ'.repeat(4_000));
    assert.ok(await chat(page).getByRole('button', { name: '送信' }).isEnabled());
  },

  'It survives being loaded twice and its page being replaced': async ({ context, mock, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await launcher(page).waitFor();
    await page.evaluate(async (hub) => {
      const trusted = window.trustedTypes.createPolicy('try', { createScriptURL: (url) => url });
      const script = document.createElement('script');
      script.dataset.site = 'web-demo';
      script.src = trusted.createScriptURL(`${hub}/widget.js`);
      document.head.append(script);
      await new Promise((resolve) => script.addEventListener('load', resolve));
    }, mock.hubOrigin);
    assert.equal(await launcher(page).count(), 1);
    await open(page);
    await page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body));
    await chat(page).locator('.greeting').waitFor();
    assert.equal(await launcher(page).count(), 1);
    assert.equal(await launcher(page).getAttribute('aria-expanded'), 'true');
    await page.evaluate(() => document.body.replaceChildren());
    await chat(page).locator('.greeting').waitFor();
  },

  'A site has its own look, asks first, and what was typed stays when it is refused': async ({ context, mock, shop, picture }) => {
    mock.hub.look = { accent: '#e0b000', side: 'left', icon: 'question', label: 'ご相談', title: 'みなと相談室', mark: '☕' };
    mock.hub.form = {
      ja: {
        intro: 'はじめに、いくつかお聞かせください。',
        consent: '個人情報の取り扱いに同意します。',
        fields: [
          { key: 'name', kind: 'name', required: true, label: null, choices: null },
          { key: 'email', kind: 'email', required: true, label: null, choices: null },
          { key: 'topic', kind: 'topic', required: false, label: 'ご用件', choices: ['配送', '返品・交換'] },
        ],
      },
    };
    const page = await context.newPage();
    await shop(page);
    await launcher(page).waitFor();
    assert.equal(await launcher(page).getAttribute('aria-label'), 'ご相談 – チャットを開く');
    assert.equal(await launcher(page).evaluate((button) => getComputedStyle(button).color), 'rgb(0, 0, 0)');
    await picture(page, 'look-button-ja');
    await launcher(page).click();
    await until('focus in the first field', () => chat(page).getByLabel('お名前').evaluate((box) => box === document.activeElement));
    await chat(page).getByLabel('メールアドレス').fill('だれか');
    await chat(page).getByRole('button', { name: 'チャットを始める' }).press('Enter');
    await chat(page).getByText('メールアドレスの形式が正しくありません。').waitFor();
    await until('focus on what is wrong', () => chat(page).getByLabel('お名前').evaluate((box) => box === document.activeElement));
    await picture(page, 'form-wrong-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
    await page.reload();
    await launcher(page).click();
    await until('kept', async () => (await chat(page).getByLabel('メールアドレス').inputValue()) === 'だれか');
    await chat(page).getByLabel('お名前').fill('高橋 美咲');
    await chat(page).getByLabel('メールアドレス').fill('misaki@example.jp');
    await chat(page).getByLabel('ご用件').selectOption('配送');
    await chat(page).getByLabel('個人情報の取り扱いに同意します。').check();
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'form-dark-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
    await chat(page).getByRole('button', { name: 'チャットを始める' }).press('Enter');
    await until('focus in the message field', () => input(page).evaluate((box) => box === document.activeElement));
    await say(page, '/silent');
    await until('received', () => visitorOf(mock).messages.length === 1);
    assert.equal(visitorOf(mock).filled.topic, '配送');
    await picture(page, 'look-talk-dark-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
  },

  'While nobody answers there is a form, and it says where the answer comes': async ({ context, mock, shop, picture }) => {
    mock.hub.away = { why: 'closed', opensAt: new Date(Date.now() + 50 * 3_600_000).toISOString(), byMail: true, intro: null };
    for (const [lang, width] of [
      ['ja', 1366],
      ['en', 390],
    ]) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
      await shop(page, lang);
      await launcher(page).click();
      await chat(page).getByLabel(lang === 'ja' ? 'メールアドレス' : 'E-mail').fill('misaki@example.jp');
      await chat(page).getByLabel(lang === 'ja' ? 'お問い合わせ内容' : 'Your message').fill('沖縄にも送れますか？');
      await picture(page, `away-${lang}`);
      assert.deepEqual(await complaintsOfAxe(page), []);
      await chat(page).getByRole('button', { name: lang === 'ja' ? '送信する' : 'Send', exact: true }).click();
      await chat(page).getByText(lang === 'ja' ? '宛てにお送りします' : 'We will answer to').waitFor();
      await picture(page, `away-left-${lang}`);
      assert.deepEqual(await complaintsOfAxe(page), []);
      await page.close();
    }
    assert.deepEqual(mock.hub.left.map((left) => left.email), ['misaki@example.jp', 'misaki@example.jp']);
    assert.notEqual(mock.hub.left[0].id, mock.hub.left[1].id);
  },

  'A page speaks first without storing anything, is counted, and opens the chat with those words': async ({ context, mock, shop, picture }) => {
    mock.hub.look = { invitations: [{ id: 'one', page: '/*', seconds: 1, views: 2, onlyOpen: true, days: 7, text: '豆選びにお困りですか？' }] };
    const page = await context.newPage();
    await shop(page);
    await launcher(page).waitFor();
    await page.waitForTimeout(2_200);
    const teaser = page.locator('[data-crmhub] .teaser');
    assert.equal(await teaser.textContent(), '');
    await page.evaluate(() => history.pushState({}, '', '/beans'));
    await teaser.getByText('豆選びにお困りですか？').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
    await until('counted', () => mock.hub.counted.join() === 'one shown');
    assert.deepEqual((await context.storageState()).origins, []);
    await picture(page, 'teaser-desktop-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
    await teaser.getByRole('button', { name: 'お知らせを閉じる' }).click();
    assert.equal(await teaser.textContent(), '');
    await page.evaluate(() => window.CrmHub.page('/checkout'));
    await page.waitForTimeout(1_500);
    assert.equal(await teaser.textContent(), '');
    await page.reload();
    await launcher(page).waitFor();
    await page.evaluate(() => window.CrmHub.page('/more'));
    await teaser.getByText('豆選びにお困りですか？').click();
    await chat(page).locator('.greeting').getByText('豆選びにお困りですか？').waitFor();
    await until('counted as opened', () => mock.hub.counted.join() === 'one shown,one shown,one opened');
    await say(page, '/silent');
    await until('received', () => visitorOf(mock).messages.length === 1);
    for (const send of visitorOf(mock).sockets) send('signal', { type: 'queue', ahead: 2 });
    await chat(page).getByText('あなたの前に2名の方がお待ちです').waitFor();
    await picture(page, 'queue-desktop-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
    for (const send of visitorOf(mock).sockets) send('signal', { type: 'queue', ahead: null });
    await until('gone', async () => (await chat(page).locator('.place-in-queue').textContent()) === '');
    await page.reload();
    await launcher(page).waitFor();
    await page.evaluate(() => window.CrmHub.page('/more'));
    await page.waitForTimeout(2_200);
    assert.equal(await teaser.textContent(), '');
  },

  'What was said can be had by mail, and an address nobody has proven gets a link first': async ({ context, mock, shop, picture }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    const ask = chat(page).getByRole('button', { name: 'チャットの内容をメールで受け取る' });
    assert.equal(await ask.count(), 0);
    await say(page, '/silent');
    await until('received', () => visitorOf(mock).messages.length === 1);
    await ask.click();
    await until('focus in the field', () => chat(page).getByLabel('メールアドレス').evaluate((box) => box === document.activeElement));
    await page.keyboard.press('Enter');
    await chat(page).getByText('入力してください。').waitFor();
    await page.keyboard.type('misaki@example.jp');
    await picture(page, 'mail-form-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
    await page.keyboard.press('Enter');
    await chat(page).getByText('確認のメールをお送りしました').waitFor();
    await picture(page, 'mail-asked-ja');
    assert.deepEqual(await complaintsOfAxe(page), []);
    await chat(page).getByRole('button', { name: 'チャットに戻る' }).click();
    await chat(page).locator('.message.own').waitFor();
    await until('focus in the message field', () => input(page).evaluate((box) => box === document.activeElement));
  },

  'An application can take the chat off its page and put it there again': async ({ context, mock, shop }) => {
    const page = await context.newPage();
    await shop(page);
    await open(page);
    await say(page, '/silent');
    await until('received', () => visitorOf(mock).messages.length === 1);
    await page.evaluate(() => window.CrmHub.unmount());
    assert.equal(await page.locator('[data-crmhub]').count(), 0);
    await until('gone', () => visitorOf(mock).sockets.size === 0);
    await page.evaluate(() => window.CrmHub.mount());
    await open(page);
    await chat(page).locator('.message.own').waitFor();
    assert.equal(await page.locator('[data-crmhub]').count(), 1);
  },

  'It looks right in English, dark, on a phone': async ({ context, shop, picture }) => {
    for (const [lang, scheme, size] of [
      ['en', 'light', 'desktop'],
      ['ja', 'dark', 'desktop'],
      ['en', 'dark', 'phone'],
      ['ja', 'light', 'phone'],
    ]) {
      const page = await context.newPage();
      await page.emulateMedia({ colorScheme: scheme });
      if (size === 'phone') await page.setViewportSize({ width: 390, height: 844 });
      await shop(page, lang);
      await open(page);
      if ((await log(page).locator('.message').count()) === 0) {
        await say(page, 'Do you ship to Okinawa? https://shop.example/delivery says nothing about it.');
        await log(page).getByText('Thank you!').waitFor();
        await say(page, '/bot');
        await log(page).getByText('みなとボット').waitFor();
      }
      await log(page).getByText('みなとボット').waitFor();
      await picture(page, `talk-${size}-${lang}-${scheme}`);
      assert.deepEqual(await complaintsOfAxe(page), []);
      if (size === 'phone') {
        const panel = await page.locator('[data-crmhub] .panel').boundingBox();
        assert.deepEqual({ ...panel }, { x: 0, y: 0, width: 390, height: 844 });
        assert.equal(await launcher(page).isVisible(), false);
        await chat(page).getByRole('button', { name: lang === 'ja' ? 'チャットを閉じる' : 'Close chat' }).click();
        await until('closed', () => launcher(page).isVisible());
      }
      await page.close();
    }
  },
};
