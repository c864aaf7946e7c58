import { api } from './api.js';
import { shapes } from './bubbles.js';
import { el } from './dom.js';
import { isOn, openFaults } from './faults.js';
import { openGroup } from './groups.js';
import { Phone } from './phone.js';
import { Plays } from './plays.js';
import { openSmsFaults, personOf, SmsPhone, smsTrouble } from './sms.js';
import { chatOf, TelegramPhone } from './telegram.js';
import { openTelegramFaults, telegramTrouble } from './telegram-faults.js';
import { currentLanguage, setLanguage, t, translatePage } from './texts.js';

const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const state = { accounts: [], account: null, users: new Map(), phones: new Map(), unread: new Map() };

/* ---- what a kind of account has: people, telephones, trouble ---- */

const kinds = {
  line: {
    Phone,
    people: (key) => api.users(key),
    makeUp: (key, name, language) => api.makeUp(key, { displayName: name, language, follow: true }),
    add: 'add', faults: (key) => api.faults(key), isOn, open: openFaults,
  },
  sms: {
    Phone: SmsPhone,
    people: async (key) => (await api.phones(key)).map(personOf),
    makeUp: async (key, name, language) => personOf(await api.addPhone(key, { name, language })),
    add: 'addPhone', faults: (key) => api.smsFaults(key), isOn: smsTrouble, open: openSmsFaults,
  },
  telegram: {
    Phone: TelegramPhone,
    people: async (key) => (await api.chats(key)).map(chatOf),
    makeUp: async (key, name, language) => chatOf(await api.addChat(key, { name, language })),
    add: 'addPerson', faults: (key) => api.telegramFaults(key), isOn: telegramTrouble, open: openTelegramFaults,
  },
};
const kind = () => kinds[state.account.kind];

/* ---- open phones, remembered per account ---- */

const memory = () => `sim.open.${state.account.key}`;
const remember = () => localStorage.setItem(memory(), JSON.stringify([...state.phones.keys()]));
const remembered = () => JSON.parse(localStorage.getItem(memory()) ?? '[]');

async function openPhone(userId, focus = true) {
  const user = state.users.get(userId);
  if (!user) return;
  if (!state.phones.has(userId)) {
    const phone = new (kind().Phone)({ account: state.account, user, people: state.users, onClose: () => closePhone(userId), onBack: showPeopleView, onMembers: (group) => openGroup($('group'), state.account.key, persons(), group) });
    state.phones.set(userId, phone);
    remember();
    showPhones();
    await phone.load();
  }
  const phone = state.phones.get(userId);
  for (const other of state.phones.values()) other.node.classList.toggle('current', other === phone);
  state.unread.delete(userId);
  showPeople();
  if (focus) {
    document.body.dataset.view = 'phone';
    phone.node.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    phone.scrollDown();
    if (matchMedia('(pointer: fine)').matches) phone.box?.focus();
  }
}

function closePhone(userId) {
  state.phones.delete(userId);
  remember();
  showPhones();
  showPeople();
}

function showPeopleView() {
  document.body.dataset.view = 'people';
  for (const phone of state.phones.values()) phone.node.classList.remove('current');
}

function showPhones() {
  const empty = el('div', { class: 'empty' }, shapes.phone(), el('p', {}, el('b', {}, t('noPhones')), el('br'), t('noPhonesHint')));
  $('phones').replaceChildren(...(state.phones.size ? [...state.phones.values()].map((phone) => phone.node) : [empty]));
}

/* ---- people ---- */

function showPeople() {
  $('people').replaceChildren(...[...state.users.values()].map((user) => el('li', {}, el('button',
    { type: 'button', 'aria-pressed': String(state.phones.has(user.userId)), onclick: () => openPhone(user.userId) },
    el('img', { src: user.pictureUrl, alt: '', loading: 'lazy' }),
    el('span', { class: 'who' }, el('b', {}, user.displayName), el('small', {}, user.members ? t(user.blocked ? 'outside' : 'group', { n: user.members.length }) : user.blocked ? t('blockedMark') : user.statusMessage ?? (user.language === 'ja' ? '日本語' : user.language === 'en' ? 'English' : ''))),
    state.unread.get(user.userId) && el('span', { class: 'badge' }, String(state.unread.get(user.userId)))))));
}

$('make-up').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const user = await kind().makeUp(state.account.key, $('name').value, $('person-language').value);
    $('name').value = '';
    state.users.set(user.userId, user);
    banner();
    await openPhone(user.userId);
  } catch (error) {
    banner(error.message === 'connection' ? t('lost') : error.message);
  }
});

/* ---- groups, where the provider has them ---- */

const persons = () => [...state.users.values()].filter((user) => !user.members);

$('make-group').addEventListener('click', async () => {
  const group = await openGroup($('group'), state.account.key, persons());
  if (!group) return;
  state.users.set(group.userId, group);
  await openPhone(group.userId);
});

/* ---- plays ---- */

/** The phones that take part; where one types stays where it is. */
async function openPlayed(userIds) {
  if (state.account?.key !== 'line-demo') await select('line-demo');
  if (userIds.some((userId) => !state.users.has(userId))) for (const user of await api.users('line-demo')) state.users.set(user.userId, user);
  for (const userId of userIds) await openPhone(userId, false);
  state.phones.get(userIds[0])?.node.scrollIntoView({ inline: 'start', block: 'nearest' });
}

const plays = new Plays($('plays'), openPlayed);
const narrow = matchMedia('(max-width: 760px)');

function showPlays(shown) {
  if (narrow.matches) document.body.dataset.view = shown ? 'plays' : 'people';
  else localStorage.setItem('sim.plays', shown ? 'shown' : 'hidden');
  document.body.dataset.plays = shown ? 'shown' : 'hidden';
  $('plays-toggle').setAttribute('aria-expanded', String(shown));
}

$('plays-toggle').addEventListener('click', () => showPlays(narrow.matches ? document.body.dataset.view !== 'plays' : document.body.dataset.plays === 'hidden'));

/* ---- what the simulator tells ---- */

function listen() {
  const stream = new EventSource('/sim/stream');
  stream.addEventListener('hello', () => { banner(); refresh(); });
  stream.addEventListener('error', () => banner(t('lost')));
  const on = (type, handle) => stream.addEventListener(type, (event) => {
    const news = JSON.parse(event.data);
    if (news.accountKey === state.account?.key) handle(news);
  });
  on('message', ({ userId, message }) => {
    const phone = state.phones.get(userId);
    const known = phone?.lines.has(message.id);
    phone?.receive(message);
    if (message.from === 'hub' && !known && (!phone || isHidden(phone)) && state.users.has(userId)) {
      state.unread.set(userId, (state.unread.get(userId) ?? 0) + 1);
      showPeople();
    }
  });
  on('user', ({ user }) => {
    state.users.set(user.userId, user);
    state.phones.get(user.userId)?.setUser(user);
    showPeople();
  });
  stream.addEventListener('play', (event) => plays.receive(JSON.parse(event.data)));
  on('sms', ({ number, message }) => {
    const phone = state.phones.get(number);
    const known = phone?.lines.has(message.sid);
    phone?.receive(message);
    const fresh = message.status === 'queued' || message.direction === 'outbound-reply';
    if (fresh && !known && (!phone || isHidden(phone)) && state.users.has(number)) {
      state.unread.set(number, (state.unread.get(number) ?? 0) + 1);
      showPeople();
    }
  });
  on('phone', ({ phone }) => {
    state.users.set(phone.number, personOf(phone));
    state.phones.get(phone.number)?.setUser(personOf(phone));
    showPeople();
  });
  on('telegram', ({ chatId, line }) => {
    const phone = state.phones.get(chatId);
    const known = phone?.lines.has(line.messageId);
    phone?.receive(line);
    if (line.fromBot && !known && (!phone || isHidden(phone)) && state.users.has(chatId)) {
      state.unread.set(chatId, (state.unread.get(chatId) ?? 0) + 1);
      showPeople();
    }
  });
  on('chat', ({ chat }) => {
    state.users.set(chat.id, chatOf(chat));
    state.phones.get(chat.id)?.setUser(chatOf(chat));
    showPeople();
  });
  on('typing', ({ chatId }) => state.phones.get(chatId)?.showTyping());
  on('loading', ({ userId, seconds }) => state.phones.get(userId)?.showLoading(seconds));
  on('faults', ({ faults }) => showTrouble(faults));
}

/** Reads again what may have changed while nobody listened; what was being typed stays. */
async function refresh() {
  try {
    if (!state.account) await start();
    await plays.load();
    for (const user of await kind().people(state.account.key)) state.users.set(user.userId, user);
    for (const [userId, phone] of state.phones) {
      const user = state.users.get(userId);
      if (user.blocked !== phone.user.blocked || user.members?.length !== phone.user.members?.length) phone.setUser(user);
      await phone.load();
      phone.clearProblem();
    }
    showPeople();
    showTrouble(await kind().faults(state.account.key));
  } catch (error) {
    banner(error.message === 'connection' ? t('lost') : error.message);
  }
}

const isHidden = (phone) => getComputedStyle(phone.node).display === 'none';

function banner(text = '') {
  $('banner').textContent = text;
  $('banner').hidden = !text;
}

/* ---- account, trouble, language, theme ---- */

async function select(key) {
  state.account = state.accounts.find((account) => account.key === key) ?? state.accounts[0];
  localStorage.setItem('sim.account', state.account.key);
  $('account').value = state.account.key;
  $('make-up').querySelector('[type=submit]').dataset.t = kind().add;
  $('make-group').hidden = state.account.kind !== 'line';
  translatePage($('make-up'));
  state.users = new Map((await kind().people(state.account.key)).map((user) => [user.userId, user]));
  state.phones.clear();
  state.unread.clear();
  const wanted = address.get('open')?.split(',').map((index) => [...state.users.keys()][Number(index)]) ?? remembered();
  showPhones();
  showPeople();
  showTrouble(await kind().faults(state.account.key));
  for (const userId of wanted) await openPhone(userId, document.body.dataset.view === 'phone');
}

function showTrouble(faults) {
  const wrong = kind().isOn(faults);
  $('trouble').classList.toggle('on', wrong);
  $('trouble').setAttribute('aria-label', wrong ? `${t('trouble')} (${t('on')})` : t('trouble'));
}

$('trouble').addEventListener('click', async () => {
  try {
    await kind().open($('faults'), state.account.key);
    showTrouble(await kind().faults(state.account.key));
  } catch (error) {
    banner(error.message === 'connection' ? t('lost') : error.message);
  }
});

$('account').addEventListener('change', () => { showPeopleView(); select($('account').value); });

function showLanguage() {
  translatePage();
  document.title = t('title');
  $('language').textContent = currentLanguage() === 'ja' ? 'English' : '日本語';
  $('person-language').value = currentLanguage();
}

$('language').addEventListener('click', () => {
  setLanguage(currentLanguage() === 'ja' ? 'en' : 'ja');
  showLanguage();
  showPeople();
  showPhones();
  plays.show();
  for (const phone of state.phones.values()) phone.build();
});

const dark = matchMedia('(prefers-color-scheme: dark)');
function showTheme() {
  document.documentElement.dataset.theme = localStorage.getItem('sim.theme') ?? (dark.matches ? 'dark' : 'light');
}
dark.addEventListener('change', showTheme);
$('theme').addEventListener('click', () => {
  localStorage.setItem('sim.theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
  showTheme();
});

/* ---- start ---- */

async function start() {
  state.accounts = [
    ...(await api.accounts()).map((account) => ({ ...account, kind: 'line' })),
    ...(await api.smsAccounts()).map((account) => ({ ...account, kind: 'sms' })),
    ...(await api.bots()).map((account) => ({ ...account, kind: 'telegram' })),
  ];
  $('account').replaceChildren(...Object.keys(kinds).map((each) => el('optgroup', { label: t(`account_${each}`) },
    ...state.accounts.filter((account) => account.kind === each).map((account) => el('option', { value: account.key }, account.name)))));
  if (address.has('open')) document.body.dataset.view = 'phone';
  await select(address.get('account') ?? localStorage.getItem('sim.account'));
}

showTheme();
showLanguage();
showPlays(!narrow.matches && localStorage.getItem('sim.plays') !== 'hidden');
listen();
