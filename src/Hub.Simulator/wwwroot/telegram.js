import { api } from './api.js';
import { shapes } from './bubbles.js';
import { el, linked } from './dom.js';
import { day, t, time } from './texts.js';

const largest = 20 * 1024 * 1024;

/** A chat as a person of the list; the avatar endpoint wants LINE's shape of an id. */
export const chatOf = (chat) => ({
  userId: chat.id,
  displayName: chat.name,
  pictureUrl: `/avatars/U${String(Math.abs(chat.id)).padStart(32, '0')}.png`,
  statusMessage: chat.id < 0 ? t('group', { n: chat.members.length }) : chat.username ? `@${chat.username}` : undefined,
  language: chat.language,
  blocked: chat.blocked,
  chat,
});

/** One open telephone with Telegram on it; in a group one chooses who writes. */
export class TelegramPhone {
  constructor({ account, user, people, onClose, onBack }) {
    Object.assign(this, { account, user, people, onClose, onBack, lines: new Map(), problem: '', draft: '', sheet: false, quoted: null, editing: null });
    this.writer = user.chat.members[0];
    this.node = el('section', { class: 'phone telegram', 'aria-label': user.displayName });
    this.build();
  }

  async load() {
    const known = await api.telegramThread(this.account.key, this.user.userId);
    const numbers = new Set(known.map((line) => line.messageId));
    this.lines = new Map([...known, ...[...this.lines.values()].filter((line) => !numbers.has(line.messageId))].map((line) => [line.messageId, line]));
    this.showLines();
  }

  receive(line) {
    this.typing = false;
    this.lines.set(line.messageId, line);
    this.showLines();
  }

  setUser(user) {
    this.user = user;
    this.build();
  }

  showTyping() {
    this.typing = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.typing = false; this.showLines(); }, 5000);
    this.showLines();
  }

  build() {
    const { user, account } = this;
    this.list = el('div', { class: 'lines', role: 'log', 'aria-live': 'polite', tabindex: '0', 'aria-label': t('owner', { name: user.displayName }) });
    this.foot = el('div', { class: 'composer' });
    const members = user.chat.members.map((id) => this.people.get(id)).filter(Boolean);
    const who = members.length > 0 && el('select', { class: 'mode', 'aria-label': t('writesAs'), title: t('writesAs') }, ...members.map((each) => el('option', { value: each.userId, selected: each.userId === this.writer }, each.displayName)));
    if (who) who.addEventListener('change', () => { this.writer = Number(who.value); this.showLines(); });
    this.node.replaceChildren(
      el('div', { class: 'owner' },
        el('img', { src: user.pictureUrl, alt: '' }), el('b', {}, user.displayName),
        el('button', { type: 'button', class: 'round', 'aria-label': t('close'), title: t('close'), onclick: this.onClose }, shapes.close())),
      el('div', { class: 'screen' },
        el('div', { class: 'top' },
          el('button', { type: 'button', class: 'round back', 'aria-label': t('back'), onclick: this.onBack }, shapes.back()),
          el('span', { class: 'disc' }, shapes.send()),
          el('div', {}, el('b', {}, user.userId < 0 ? user.displayName : account.name), el('small', {}, `@${account.username}`)),
          who || el('button', { type: 'button', class: 'quiet', onclick: () => this.try(() => api.telegramBlock(account.key, user.userId, !user.blocked)) }, t(user.blocked ? 'unblock' : 'block'))),
        this.list, this.foot));
    this.showLines();
    this.showFoot();
  }

  showLines() {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const nodes = [];
    let lastDay = '';
    for (const line of this.lines.values()) {
      const today = day(line.at);
      if (today !== lastDay) nodes.push(el('div', { class: 'day' }, (lastDay = today)));
      nodes.push(this.lineNode(line));
    }
    if (!this.lines.size) nodes.push(el('p', { class: 'start' }, t('start')));
    if (this.typing) nodes.push(el('div', { class: 'line' }, el('div', { class: 'bubble dots', 'aria-label': t('typing') }, el('i'), el('i'), el('i'))));
    this.list.replaceChildren(...nodes);
    if (atEnd || this.lines.size < 3) this.scrollDown();
  }

  scrollDown() {
    this.list.scrollTop = this.list.scrollHeight;
    for (const image of this.list.querySelectorAll('img')) image.addEventListener('load', () => { this.list.scrollTop = this.list.scrollHeight; }, { once: true });
  }

  lineNode(line) {
    const { message, fromBot } = line;
    const mine = !fromBot && (this.user.userId > 0 || message.from.id === this.writer);
    const bubble = el('div', { class: 'bubble' },
      this.user.userId < 0 && !mine && el('small', {}, message.from.first_name),
      message.reply_to_message && el('small', { class: 'quote' }, message.reply_to_message.text ?? message.reply_to_message.caption ?? t('file')),
      ...parts(this.account.key, message),
      words(message));
    const buttons = (message.reply_markup?.inline_keyboard ?? []).flat().map((button) => el('button', { type: 'button', onclick: () => this.press(line, button) }, button.text));
    return el('div', { class: mine ? 'line phone-side' : 'line' },
      el('div', { class: 'stack' }, bubble, buttons.length > 0 && el('div', { class: 'actions' }, ...buttons)),
      el('div', { class: 'meta' },
        el('button', { type: 'button', onclick: () => { this.quoted = line; this.editing = null; this.showFoot(); this.box?.focus(); } }, t('quote')),
        mine && (message.text ?? message.caption) !== undefined && el('button', { type: 'button', onclick: () => this.edit(line) }, t('edit')),
        message.edit_date && el('span', {}, t('edited')),
        !fromBot && el('span', { title: line.state === 'delivered' ? t('deliveredTitle') : t('waiting') }, line.state === 'delivered' ? '✓' : t('waiting')),
        el('span', {}, time(line.at))));
  }

  showFoot() {
    if (this.user.blocked) {
      this.foot.replaceChildren(el('p', { class: 'blocked' }, t('blocked')));
      return;
    }
    this.box = el('textarea', { rows: '1', placeholder: t('message'), 'aria-label': t('message'), maxlength: '4096', enterkeyhint: 'send' });
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
    const about = this.editing ?? this.quoted;
    this.foot.replaceChildren(
      ...(this.problem ? [el('p', { class: 'problem', role: 'alert' }, this.problem)] : []),
      ...(about ? [el('p', { class: 'about' }, `${t(this.editing ? 'edit' : 'quote')}: ${about.message.text ?? about.message.caption ?? t('file')}`,
        el('button', { type: 'button', class: 'round', 'aria-label': t('cancel'), onclick: () => { if (this.editing) this.draft = ''; this.quoted = this.editing = null; this.showFoot(); } }, shapes.close()))] : []),
      el('form', { onsubmit: (event) => { event.preventDefault(); this.sendText(); } },
        el('button', { type: 'button', class: 'round', 'aria-label': t('more'), title: t('more'), 'aria-expanded': String(this.sheet), onclick: () => { this.sheet = !this.sheet; this.showFoot(); } }, shapes.plus()),
        this.box, button),
      ...(this.sheet ? [el('div', { class: 'sheet' },
        item(shapes.photo, 'photo', () => this.pick('photo', 'image/*')),
        item(shapes.sun, 'samplePhoto', () => this.write({ kind: 'photo' })),
        item(shapes.video, 'video', () => this.pick('video', 'video/mp4')),
        item(shapes.voice, 'voice', () => this.write({ kind: 'voice' })),
        item(shapes.file, 'file', () => this.pick('document')),
        item(shapes.face, 'stickers', () => this.write({ kind: 'sticker', number: 1 + (this.lines.size % 8) })),
        item(shapes.pin, 'location', () => this.write({ kind: 'venue' })),
        item(shapes.unknown, 'unknown', () => this.write({ kind: 'unknown' })))] : []));
  }

  pick(kind, accept) {
    const input = el('input', { type: 'file', accept });
    input.addEventListener('change', () => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > largest) { this.fail(t('telegramTooBig')); return; }
      const reader = new FileReader();
      reader.addEventListener('load', () => this.write({ kind, data: reader.result, contentType: file.type || undefined, fileName: file.name }));
      reader.readAsDataURL(file);
    });
    input.click();
  }

  edit(line) {
    this.editing = line;
    this.quoted = null;
    this.draft = line.message.text ?? line.message.caption ?? '';
    this.showFoot();
    this.box.focus();
  }

  press(line, button) {
    return this.try(() => api.telegramPress(this.account.key, this.user.userId, line.messageId, { data: button.callback_data, from: this.writer }));
  }

  async sendText() {
    const text = this.box.value;
    if (!text.trim() || this.busy) return;
    this.busy = true;
    const { editing } = this;
    const sent = editing ? await this.try(() => api.telegramEdit(this.account.key, this.user.userId, editing.messageId, text)) : await this.write({ text });
    if (sent) { this.draft = ''; this.editing = null; this.showFoot(); }
    this.busy = false;
    this.box.focus();
  }

  async write(message) {
    this.sheet = false;
    const written = await this.try(() => api.telegramWrite(this.account.key, this.user.userId, { ...message, from: this.writer, replyTo: this.quoted?.messageId }));
    if (written) this.quoted = null;
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

const words = (message) => { const text = message.text ?? message.caption; return text && linked(text); };

/** What a message shows besides its words. */
function parts(key, message) {
  const src = (file) => `/sim/telegram/${key}/files/${file.file_id}`;
  if (message.photo) return [el('img', { src: src(message.photo.at(-1)), alt: t('photo') })];
  if (message.sticker) return [el('img', { class: 'art', src: src(message.sticker), alt: t('stickers') })];
  const video = message.animation ?? message.video ?? message.video_note;
  if (video) return [el('video', { src: src(video), controls: true, preload: 'metadata' })];
  const audio = message.voice ?? message.audio;
  if (audio) return [el('audio', { src: src(audio), controls: true, preload: 'metadata', 'aria-label': t('voiceNote') })];
  if (message.document) return [el('a', { href: src(message.document), download: message.document.file_name ?? '' }, message.document.file_name ?? t('file'))];
  if (message.location) return [el('b', {}, message.venue?.title ?? t('openMap')), el('small', {}, message.venue?.address ?? `${message.location.latitude.toFixed(4)}, ${message.location.longitude.toFixed(4)}`)];
  if (message.contact) return [el('b', {}, message.contact.first_name), el('small', {}, message.contact.phone_number)];
  return message.text === undefined ? [t('unknown')] : [];
}
