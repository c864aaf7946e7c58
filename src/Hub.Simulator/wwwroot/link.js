import { currentLanguage } from './texts.js';

const texts = {
  ja: {
    title: 'アカウントの連携', ask: '「{name}」と会員アカウントを連携します。', who: 'このスマートフォンの持ち主', go: '連携する', linked: '連携の手続きが終わりました。トークに戻ってください。',
    failed: '連携できませんでした。リンクを受け取った本人のLINEアカウントではありません。', expired: 'このリンクは有効期限（10分）が切れています。', used: 'このリンクはすでに使われています。',
    unknown: 'このリンクは正しくありません。', noNonce: 'リンクに必要な情報（nonce）がありません。', lost: '接続できません。', again: 'もう一度、トークでリンクを受け取ってください。',
  },
  en: {
    title: 'Link accounts', ask: 'Link your member account with “{name}”.', who: 'Whose phone this is', go: 'Link', linked: 'Done. Please go back to the chat.',
    failed: 'Not linked: this is not the LINE account the link was sent to.', expired: 'This link has expired (10 minutes).', used: 'This link has been used already.',
    unknown: 'This link is not valid.', noNonce: 'The link lacks what it needs (nonce).', lost: 'No connection.', again: 'Please ask for a new link in the chat.',
  },
}[currentLanguage()];
const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
document.documentElement.lang = currentLanguage();
document.documentElement.dataset.theme = localStorage.getItem('sim.theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function refuse(state) {
  $('form').hidden = true;
  $('text').textContent = `${texts[state] ?? texts.unknown} ${texts.again}`;
}

$('title').textContent = texts.title;
const found = await (await fetch(`/sim/links?${address}`)).json();
if (found.state === 'good') {
  $('text').textContent = texts.ask.replace('{name}', found.accountName);
  $('who-label').textContent = texts.who;
  $('who').replaceChildren(...found.people.map((person) => Object.assign(document.createElement('option'), { value: person.userId, textContent: person.displayName, selected: person.userId === found.userId })));
  $('go').textContent = texts.go;
  $('form').hidden = false;
} else refuse(found.state);

$('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const own = $('who').value === found.userId;
  try {
    const response = await fetch('/sim/links?wait=none', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ linkToken: address.get('linkToken'), nonce: address.get('nonce'), userId: $('who').value }),
    });
    if (!response.ok) { refuse((await response.json()).message); return; }
    $('form').hidden = true;
    $('text').textContent = '';
    $('said').textContent = own ? texts.linked : texts.failed;
  } catch {
    $('said').textContent = texts.lost;
  }
});
