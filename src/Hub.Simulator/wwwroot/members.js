const texts = {
  ja: {
    alone: 'この店のサーバーはデモのハブとだけ話せます。ご自分のハブでお試しの場合は、ドキュメントの手順をご覧ください。', away: 'ハブに接続できません。少し待ってからお試しください。',
    member_link_off: 'ハブのLINEアカウントに、この会員ページが登録されていません。', ended: '連携を解除しました。', none: 'この会員番号の連携はありません。', refused: '手続きできませんでした（{why}）。',
  },
  en: {
    alone: 'This shop’s server can only talk to the demo hub. To try it with your own hub, follow the steps in the documentation.', away: 'The hub cannot be reached. Please try again in a moment.',
    member_link_off: 'This member page is not set for the hub’s LINE account.', ended: 'The link has ended.', none: 'This member number is not linked.', refused: 'That did not work ({why}).',
  },
};
const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const linkToken = address.get('linkToken');
const account = address.get('account') ?? 'line-demo';
let language = localStorage.getItem('sim.language') ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');

function show() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll('[data-ja]')) node.textContent = node.dataset[language];
  $('language').textContent = language === 'ja' ? 'English' : '日本語';
  $('why').hidden = !linkToken;
  $('plain').hidden = Boolean(linkToken);
  $('go').hidden = !linkToken;
}

function say(code, bad = true) {
  $('said').textContent = (texts[language][code] ?? texts[language].refused).replace('{why}', code);
  $('said').classList.toggle('bad', bad);
}

async function ask(path) {
  try {
    const response = await fetch(`/sim/shop/${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account, member: $('number').value.trim(), linkToken: path === 'sign-in' ? linkToken : undefined }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    say(answer.message);
  } catch {
    say('away');
  }
  return null;
}

$('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!linkToken) return;
  const prepared = await ask('sign-in');
  if (prepared) location.assign(prepared.redirectUrl);
});
$('end').addEventListener('click', async () => {
  if (!$('sign-in').reportValidity()) return;
  const ended = await ask('unlink');
  if (ended) say(ended.count ? 'ended' : 'none', false);
});
$('language').addEventListener('click', () => {
  language = language === 'ja' ? 'en' : 'ja';
  localStorage.setItem('sim.language', language);
  show();
});
show();
const { items } = await (await fetch('/sim/shop/members')).json();
$('numbers').replaceChildren(...items.map((member) => Object.assign(document.createElement('option'), { value: member.number, textContent: member.name })));
