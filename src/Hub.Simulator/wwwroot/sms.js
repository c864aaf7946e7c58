import { api } from './api.js';
import { shapes } from './bubbles.js';
import { el, linked, webAddress } from './dom.js';
import { day, t, time } from './texts.js';

const largest = 5 * 1024 * 1024;
const modes = ['on', 'off', 'landline', 'filtered', 'silent'];

/** A telephone number as a person of the list; the avatar endpoint wants LINE's shape of an id. */
export const personOf = (phone) => ({
  userId: phone.number,
  displayName: phone.name,
  pictureUrl: `/avatars/U${phone.number.slice(1).padStart(32, '0')}.png`,
  statusMessage: phone.mode === 'on' ? shown(phone.number) : `${shown(phone.number)} · ${t(`mode.${phone.mode}`)}`,
  phone,
});

/** Japanese mobile numbers as people write them; others as they are. */
const shown = (number) => number.replace(/^\+81(\d0)(\d{4})(\d{4})$/, '0$1-$2-$3');

/** One open telephone with its text messages. */
export class SmsPhone {
  constructor({ account, user, onClose, onBack }) {
    Object.assign(this, { account, user, onClose, onBack, lines: new Map(), problem: '', draft: '', sheet: false });
    this.node = el('section', { class: 'phone sms', 'aria-label': user.displayName });
    this.build();
  }

  async load() {
    const known = await api.smsThread(this.account.key, this.user.userId);
    const sids = new Set(known.map((line) => line.sid));
    this.lines = new Map([...known, ...[...this.lines.values()].filter((line) => !sids.has(line.sid))].map((line) => [line.sid, line]));
    this.showLines();
  }

  receive(line) {
    this.lines.set(line.sid, line);
    this.showLines();
  }

  setUser(user) {
    this.user = user;
    this.build();
  }

  build() {
    const { user, account } = this;
    this.list = el('div', { class: 'lines', role: 'log', 'aria-live': 'polite', tabindex: '0', 'aria-label': t('owner', { name: user.displayName }) });
    this.foot = el('div', { class: 'composer' });
    const mode = el('select', { class: 'mode', 'aria-label': t('mode'), title: t('mode') }, ...modes.map((each) => el('option', { value: each, selected: each === user.phone.mode }, t(`mode.${each}`))));
    mode.addEventListener('change', () => this.try(() => api.changePhone(account.key, user.userId, { mode: mode.value })));
    this.node.replaceChildren(
      el('div', { class: 'owner' },
        el('img', { src: user.pictureUrl, alt: '' }), el('b', {}, user.displayName),
        el('button', { type: 'button', class: 'round', 'aria-label': t('close'), title: t('close'), onclick: this.onClose }, shapes.close())),
      el('div', { class: 'screen' },
        el('div', { class: 'top' },
          el('button', { type: 'button', class: 'round back', 'aria-label': t('back'), onclick: this.onBack }, shapes.back()),
          el('span', { class: 'disc' }, shapes.text()),
          el('div', {}, el('b', {}, account.name), el('small', {}, shown(account.number))),
          mode),
        this.list, this.foot));
    this.showLines();
    this.showFoot();
  }

  showLines() {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const lines = [...this.lines.values()];
    const nodes = [];
    let lastDay = '';
    for (const line of lines) {
      const today = day(line.at);
      if (today !== lastDay) nodes.push(el('div', { class: 'day' }, (lastDay = today)));
      if (line.status === 'undelivered' || line.status === 'failed') nodes.push(el('div', { class: 'said' }, t('smsNotArrived', { code: line.errorCode ?? '' })));
      else nodes.push(this.lineNode(line));
    }
    if (!lines.length) nodes.push(el('p', { class: 'start' }, t('start')));
    this.list.replaceChildren(...nodes);
    if (atEnd || lines.length < 3) this.scrollDown();
  }

  scrollDown() {
    this.list.scrollTop = this.list.scrollHeight;
    for (const image of this.list.querySelectorAll('img')) image.addEventListener('load', () => { this.list.scrollTop = this.list.scrollHeight; }, { once: true });
  }

  lineNode(line) {
    const media = (line.media ?? []).map((file) => {
      const src = line.inbound ? `/twilio-media/${this.account.key}/${line.sid}/${file.sid}` : webAddress(file.url);
      const image = el('img', { src, alt: t('photo'), referrerpolicy: 'no-referrer' });
      image.addEventListener('error', () => image.replaceWith(el('a', { href: src, target: '_blank', rel: 'noreferrer noopener' }, t('file'))));
      return el('div', { class: 'bubble picture' }, image);
    });
    const parts = [...media, ...(line.body ? [el('div', { class: 'bubble' }, linked(line.body))] : [])];
    return el('div', { class: line.inbound ? 'line phone-side' : 'line' },
      el('div', { class: 'stack' }, ...parts),
      el('div', { class: 'meta' }, trace(line), el('span', {}, time(line.at))));
  }

  showFoot() {
    this.box = el('textarea', { rows: '1', placeholder: t('message'), 'aria-label': t('message'), maxlength: '1600', enterkeyhint: 'send' });
    this.box.value = this.draft;
    const button = el('button', { type: 'submit', class: 'round send', 'aria-label': t('send'), title: t('send'), disabled: !this.draft.trim() }, shapes.send());
    this.box.addEventListener('input', () => { this.draft = this.box.value; button.disabled = !this.draft.trim(); });
    this.box.addEventListener('keydown', (event) => {
      // While an input method composes, Enter belongs to it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.sendText();
    });
    const item = (shape, label, action) => el('button', { type: 'button', onclick: action }, shape(), t(label));
    this.foot.replaceChildren(
      ...(this.problem ? [el('p', { class: 'problem', role: 'alert' }, this.problem)] : []),
      el('form', { onsubmit: (event) => { event.preventDefault(); this.sendText(); } },
        el('button', { type: 'button', class: 'round', 'aria-label': t('more'), title: t('more'), 'aria-expanded': String(this.sheet), onclick: () => { this.sheet = !this.sheet; this.showFoot(); } }, shapes.plus()),
        this.box, button),
      ...(this.sheet ? [el('div', { class: 'sheet' },
        item(shapes.photo, 'photo', () => this.pick()),
        item(shapes.sun, 'samplePhoto', () => this.write({ sample: true })),
        item(shapes.stop, 'smsStop', () => this.write({ text: t('smsStopWord') })),
        item(shapes.start, 'smsStart', () => this.write({ text: t('smsStartWord') })))] : []));
  }

  pick() {
    const input = el('input', { type: 'file', accept: 'image/*' });
    input.addEventListener('change', () => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > largest) { this.fail(t('smsTooBig')); return; }
      const reader = new FileReader();
      reader.addEventListener('load', () => this.write({ files: [{ data: reader.result, contentType: file.type || 'image/jpeg' }] }));
      reader.readAsDataURL(file);
    });
    input.click();
  }

  async sendText() {
    const text = this.box.value;
    if (!text.trim() || this.busy) return;
    this.busy = true;
    if (await this.write({ text })) { this.draft = ''; this.showFoot(); }
    this.busy = false;
    this.box.focus();
  }

  async write(message) {
    this.sheet = false;
    const written = await this.try(() => api.smsWrite(this.account.key, this.user.userId, message));
    this.showFoot();
    this.scrollDown();
    return written;
  }

  async try(action) {
    try {
      await action();
      this.problem = '';
      return true;
    } catch (error) {
      this.fail(t('notSent', { why: error.message === 'connection' ? t('lost') : error.message }));
      return false;
    }
  }

  clearProblem() {
    if (this.problem) this.fail('');
  }

  fail(problem) {
    this.problem = problem;
    this.showFoot();
  }
}

/** What became of a text, as its writer or its sender would see it. */
function trace(line) {
  if (!line.inbound) return el('span', {}, t(`sms.${line.status}`));
  if (line.webhook === 'delivered') return el('span', { title: t('deliveredTitle') }, '✓');
  if (line.webhook === 'lost' || line.webhook === 'failed') return el('span', { class: 'bad', title: t('smsLostTitle') }, t(line.webhook === 'lost' ? 'smsLost' : 'failed'));
  return el('span', {}, t('waiting'));
}

const number = (name, value, attributes = {}) => el('input', { type: 'number', name, value: value ?? 0, min: '0', ...attributes });

export const smsTrouble = (faults) => Boolean(
  faults.latencyMs || faults.refuse?.next || faults.error?.next || faults.rateLimit?.next || faults.hangUp?.next || faults.hang?.next || faults.loseWebhooks || faults.copies > 1
  || faults.reverseStatus || faults.noStatus);

/** The panel of what goes wrong at the simulated Twilio. */
export async function openSmsFaults(dialog, key) {
  const faults = await api.smsFaults(key);
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const run = async (wanted) => {
    try {
      await api.setSmsFaults(key, wanted);
      dialog.close();
    } catch (error) {
      problem.textContent = error.message === 'connection' ? t('lost') : error.message;
      problem.hidden = false;
    }
  };
  const wish = (label, ...controls) => {
    for (const control of controls) if (control instanceof Element) control.setAttribute('aria-label', label);
    return el('div', { class: 'wish' }, el('span', { class: 'grow' }, label), ...controls);
  };
  const tick = (name, on, label) => el('label', { class: 'wish' }, el('span', { class: 'grow' }, label), el('input', { type: 'checkbox', name, checked: on }));
  const when = el('select', { name: 'hangWhen' }, ...['before', 'after'].map((one) => el('option', { value: one, selected: one === faults.hangUp?.when }, t(one))));
  const form = el('form', { onsubmit: (event) => { event.preventDefault(); run(wanted(new FormData(form))); } },
    el('h2', { id: 'faults-title' }, t('faultsTitle')), el('p', { class: 'hint' }, t('smsFaultsHint')),
    el('h3', {}, t('fSend')),
    wish(t('smsLatency'), number('latencyMs', faults.latencyMs, { max: '60000' }), t('ms')),
    wish(t('refuse'), number('refuse', faults.refuse?.next), t('times')),
    wish(t('smsError'), number('errorNext', faults.error?.next), t('times'), number('errorCode', faults.error?.code ?? 30001, { min: '10000', max: '99999' })),
    wish(t('limit'), number('limit', faults.rateLimit?.next), t('times')),
    wish(t('hang'), number('hangUp', faults.hangUp?.next), t('times'), when),
    el('h3', {}, t('fHooks')),
    wish(t('smsLose'), number('lose', faults.loseWebhooks, { max: '1000' }), t('times')),
    wish(t('copies'), number('copies', faults.copies, { min: '1', max: '20' })),
    tick('reverse', faults.reverseStatus, t('smsReverse')),
    tick('noStatus', faults.noStatus, t('smsNoStatus')),
    problem,
    el('div', { class: 'foot' },
      el('button', { type: 'button', class: 'quiet', onclick: () => run({}) }, t('normal')),
      el('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, t('cancel')),
      el('button', { type: 'submit', class: 'solid' }, t('apply'))));
  dialog.replaceChildren(form);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
}

function wanted(form) {
  const value = (name) => Number(form.get(name) || 0);
  return {
    latencyMs: value('latencyMs'),
    refuse: value('refuse') ? { next: value('refuse') } : null,
    error: value('errorNext') ? { next: value('errorNext'), code: value('errorCode') } : null,
    rateLimit: value('limit') ? { next: value('limit') } : null,
    hangUp: value('hangUp') ? { next: value('hangUp'), when: form.get('hangWhen') } : null,
    loseWebhooks: value('lose'),
    copies: value('copies') || 1,
    reverseStatus: form.has('reverse'),
    noStatus: form.has('noStatus'),
  };
}
