import { el, icon } from './dom.js';
import { mailApi } from './mail-api.js';
import { compose } from './mail-compose.js';
import { failing, openMailFaults } from './mail-faults.js';
import { m, translateMail } from './mail-texts.js';
import { currentLanguage, day, setLanguage, time } from './texts.js';

const $ = (id) => document.getElementById(id);
const state = { world: null, person: null, letters: [], open: null, writing: false };

function banner(text = '') {
  $('banner').textContent = text;
  $('banner').hidden = !text;
}

/** Runs what a click wants and says what went wrong. */
const attempt = (action) => async (...given) => {
  try {
    await action(...given);
    banner();
  } catch (error) {
    banner(error.message === 'connection' ? m('lost') : error.message);
  }
};

/* ---- people ---- */

async function readWorld() {
  state.world = await mailApi.world();
  showPeople();
}

function showPeople() {
  $('people').replaceChildren(...state.world.people.map((person) => el('li', {}, el('button',
    { type: 'button', 'aria-pressed': String(person.address === state.person?.address), onclick: attempt(() => choose(person)) },
    el('span', { class: 'who' }, el('b', {}, person.name), el('small', {}, person.address)),
    person.unread > 0 && el('span', { class: 'badge' }, String(person.unread))))));
}

async function choose(person) {
  state.person = person;
  state.open = null;
  state.writing = false;
  localStorage.setItem('sim.mail.person', person.address);
  document.body.dataset.view = 'letters';
  $('write').hidden = false;
  showPeople();
  await readLetters();
  showNothing();
}

$('make-up').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    const person = await mailApi.makeUp({ name: $('name').value, address: $('address').value.trim(), language: currentLanguage() });
    $('make-up').reset();
    await readWorld();
    await choose(state.world.people.find((other) => other.address === person.address));
  })();
});

/* ---- letters ---- */

async function readLetters() {
  if (!state.person) return;
  const { address } = state.person;
  const letters = await mailApi.letters(address);
  if (state.person?.address === address) {
    state.letters = letters;
    showLetters();
  }
}

const names = (list) => (list ?? []).map((one) => one.name || one.address).join(', ');

function showLetters() {
  $('letters-title').textContent = state.person?.name ?? '';
  $('letters').replaceChildren(...(state.letters.length === 0 ? [el('li', { class: 'none' }, m('none'))] : state.letters.map((letter) => el('li', {}, el('button',
    { type: 'button', class: letter.read ? '' : 'unread', 'aria-current': String(letter.id === state.open), onclick: attempt(() => read(letter.id)) },
    el('b', {}, letter.subject || m('noSubject')), el('time', { datetime: letter.at }, when(letter.at)),
    el('span', { class: 'who' }, letter.direction === 'out' ? m('fromMe', { name: names(letter.to) }) : names(letter.from), letter.files > 0 ? ` · ${m('filesCount', { n: letter.files })}` : ''),
    el('span', { class: 'preview' }, letter.preview ?? ''))))));
}

const when = (at) => (new Date(at).toDateString() === new Date().toDateString() ? time(at) : day(at));

async function read(id) {
  const letter = await mailApi.letter(state.person.address, id);
  state.open = id;
  state.writing = false;
  document.body.dataset.view = 'letter';
  const known = state.letters.find((other) => other.id === id);
  if (known) known.read = true;
  showLetters();
  showLetter(letter);
  await readWorld();
}

function showLetter(letter) {
  const { address } = state.person;
  const line = (name, list) => (list?.length ? [el('dt', {}, m(name)), el('dd', {}, list.map((one) => (one.name ? `${one.name} <${one.address}>` : one.address)).join(', '))] : []);
  // Nothing in the frame runs; it cannot reach anything but its own text.
  const frame = letter.html && el('iframe', { sandbox: '', title: letter.subject ?? '', srcdoc: `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">${letter.html}` });
  $('letter').replaceChildren(...[
    backTo('letters'),
    el('h2', {}, letter.subject || m('noSubject')),
    el('dl', {}, ...line('from', letter.from), ...line('to', letter.to), ...line('cc', letter.cc), el('dt', {}, m('date')), el('dd', {}, `${day(letter.at)} ${time(letter.at)}`)),
    frame || el('pre', {}, letter.text ?? ''),
    letter.files?.length > 0 && el('ul', { class: 'files' }, ...letter.files.map((file) => el('li', {}, el('a', { href: mailApi.file(address, letter.id, file.index) }, file.name, el('small', {}, size(file.size)))))),
    el('div', { class: 'acts' }, letter.direction === 'in' && el('button', { type: 'button', class: 'solid', onclick: () => write(letter) }, m('reply')), el('a', { href: mailApi.raw(address, letter.id), target: '_blank', rel: 'noreferrer' }, m('raw'))),
  ].filter(Boolean));
  $('letter').scrollTop = 0;
  if (matchMedia('(pointer: fine)').matches) $('letter').focus({ preventScroll: true });
}

const size = (bytes) => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

const backTo = (view) => el('button', { type: 'button', class: 'round back', 'aria-label': m('back'), onclick: () => { document.body.dataset.view = view; } }, icon('<path d="m12 4-6 6 6 6"/>'));

function showNothing() {
  $('letter').replaceChildren(el('p', { class: 'none' }, state.person ? m('open') : m('choose')));
}

function write(answered) {
  state.writing = true;
  document.body.dataset.view = 'letter';
  const { form, focus } = compose({
    person: state.person, hub: state.world.mailboxes[0].address, answered,
    onSent: attempt(async (id) => { await readLetters(); await read(id); }),
    onCancel: attempt(async () => {
      state.writing = false;
      if (answered) await read(answered.id);
      else { document.body.dataset.view = 'letters'; showNothing(); }
    }),
  });
  $('letter').replaceChildren(backTo('letters'), el('h2', {}, answered ? m('reply') : m('write')), form);
  focus();
}

$('write').addEventListener('click', () => write(null));
$('to-people').addEventListener('click', () => { document.body.dataset.view = 'people'; });

/* ---- trouble, language, theme ---- */

function showTrouble(faults) {
  $('trouble').classList.toggle('on', failing(faults));
}

$('trouble').addEventListener('click', attempt(async () => {
  await openMailFaults($('faults'));
  showTrouble(await mailApi.faults());
}));

function showLanguage() {
  translateMail();
  $('language').textContent = currentLanguage() === 'ja' ? 'English' : '日本語';
}

$('language').addEventListener('click', attempt(async () => {
  setLanguage(currentLanguage() === 'ja' ? 'en' : 'ja');
  showLanguage();
  showPeople();
  showLetters();
  if (state.writing) return; // What is being typed stays.
  if (state.open) await read(state.open);
  else showNothing();
}));

const dark = matchMedia('(prefers-color-scheme: dark)');
function showTheme() {
  document.documentElement.dataset.theme = localStorage.getItem('sim.theme') ?? (dark.matches ? 'dark' : 'light');
}
dark.addEventListener('change', showTheme);
$('theme').addEventListener('click', () => {
  localStorage.setItem('sim.theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
  showTheme();
});

/* ---- what the simulator tells ---- */

function listen() {
  const stream = new EventSource('/sim/stream');
  stream.addEventListener('hello', attempt(start));
  stream.addEventListener('error', () => banner(m('lost')));
  stream.addEventListener('mail', attempt(async (event) => {
    await readWorld();
    if (JSON.parse(event.data).address === state.person?.address) await readLetters();
  }));
  stream.addEventListener('mail-faults', (event) => showTrouble(JSON.parse(event.data)));
}

async function start() {
  await readWorld();
  showTrouble(await mailApi.faults());
  if (state.person) {
    await readLetters();
    return;
  }
  const wanted = new URLSearchParams(location.search).get('person') ?? localStorage.getItem('sim.mail.person');
  const person = state.world.people.find((other) => other.address === wanted);
  if (person) await choose(person);
  else showNothing();
}

showTheme();
showLanguage();
listen();
