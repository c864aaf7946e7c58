import { api } from './api.js';
import { bubble, quickReplies, said, shapes, trace } from './bubbles.js';
import { el } from './dom.js';
import { draw, stickers } from './stickers.js';
import { currentLanguage, day, t, time } from './texts.js';

const largest = 45 * 1024 * 1024;

/** One open phone: the thread of one person with the official account. */
export class Phone {
  constructor({ account, user, people, onClose, onBack, onMembers }) {
    Object.assign(this, { account, user, people, onMembers, lines: new Map(), problem: '', sheet: null, draft: '', loading: 0 });
    this.node = el('section', { class: 'phone', 'aria-label': user.displayName });
    this.onClose = onClose;
    this.onBack = onBack;
    this.build();
  }

  async load() {
    const known = await api.thread(this.account.key, this.user.userId);
    const ids = new Set(known.map((line) => line.id));
    // What arrived while the thread was being read belongs behind it.
    this.lines = new Map([...known, ...[...this.lines.values()].filter((line) => !ids.has(line.id))].map((line) => [line.id, line]));
    this.showLines();
  }

  receive(line) {
    this.lines.set(line.id, line);
    if (line.from === 'hub') this.loading = 0;
    this.showLines();
  }

  showLoading(seconds) {
    this.loading = Date.now() + seconds * 1000;
    this.showLines();
    setTimeout(() => this.showLines(), seconds * 1000 + 50);
  }

  setUser(user) {
    this.user = user;
    this.build();
  }

  /** Everything anew: language, person or account changed. */
  build() {
    const { user, account } = this;
    this.list = el('div', { class: 'lines', role: 'log', 'aria-live': 'polite', tabindex: '0', 'aria-label': t('owner', { name: user.displayName }) });
    this.quick = el('div');
    this.foot = el('div', { class: 'composer' });
    this.node.replaceChildren(
      el('div', { class: 'owner' },
        el('img', { src: user.pictureUrl, alt: '' }), el('b', {}, user.displayName), user.members ? '' : this.blockButton(),
        el('button', { type: 'button', class: 'round', 'aria-label': t('close'), title: t('close'), onclick: this.onClose }, shapes.close())),
      el('div', { class: 'screen' },
        el('div', { class: 'top' },
          el('button', { type: 'button', class: 'round back', 'aria-label': t('back'), onclick: this.onBack }, shapes.back()),
          el('img', { src: user.members ? user.pictureUrl : `/avatars/${account.botUserId}.png`, alt: '' }),
          ...(user.members ? this.groupHead() : [
            el('div', {}, el('b', {}, account.name), el('small', { class: 'narrow' }, t('owner', { name: user.displayName }))),
            el('span', { class: 'narrow' }, this.blockButton())])),
        this.list, this.quick, this.foot));
    this.showLines();
    this.showFoot();
  }

  /** In a group one chooses who writes; its name and who is in it stand where else the account does. */
  groupHead() {
    const members = this.user.members.map((id) => this.people.get(id)).filter(Boolean);
    if (!members.some((each) => each.userId === this.writer)) this.writer = members[0]?.userId;
    const who = el('select', { class: 'mode', 'aria-label': t('writesAs'), title: t('writesAs') }, ...members.map((each) => el('option', { value: each.userId, selected: each.userId === this.writer }, each.displayName)));
    who.addEventListener('change', () => { this.writer = who.value; this.showLines(); });
    return [
      el('div', {}, el('b', {}, this.user.displayName), el('button', { type: 'button', class: 'members', onclick: () => this.onMembers(this.user) }, t('group', { n: members.length }))),
      who,
    ];
  }

  blockButton() {
    return this.user.blocked ? '' : el('button', { type: 'button', class: 'quiet', onclick: () => this.try(() => api.block(this.account.key, this.user.userId, true)) }, t('block'));
  }

  showLines() {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const lines = [...this.lines.values()];
    const nodes = [];
    let lastDay = '';
    for (const line of lines) {
      const today = day(line.at);
      if (today !== lastDay) nodes.push(el('div', { class: 'day' }, (lastDay = today)));
      nodes.push(this.lineNode(line));
    }
    if (!lines.length) nodes.push(el('p', { class: 'start' }, t('start')));
    if (this.loading > Date.now()) nodes.push(el('div', { class: 'line' }, el('div', { class: 'bubble dots' }, el('i'), el('i'), el('i'))));
    this.list.replaceChildren(...nodes);
    const last = lines.at(-1);
    const replies = last?.from === 'hub' && !this.user.blocked ? quickReplies(last.content, (action) => this.act(action)) : null;
    this.quick.replaceChildren(...(replies ? [replies] : []));
    if (atEnd || lines.length < 3) this.scrollDown();
  }

  scrollDown() {
    this.list.scrollTop = this.list.scrollHeight;
    for (const image of this.list.querySelectorAll('img')) image.addEventListener('load', () => { this.list.scrollTop = this.list.scrollHeight; }, { once: true });
  }

  lineNode(line) {
    const sentence = said(line);
    // The gap where the message was says it already.
    if (line.type === 'unsend' && line.webhook?.status === 'delivered') return '';
    if (sentence) return el('div', { class: 'said' }, sentence, ' ', ...(line.webhook?.status === 'delivered' ? [] : [trace(line)]));
    const mine = line.from === 'phone' && (!line.authorId || line.authorId === this.writer);
    const author = !mine && line.authorId ? this.people.get(line.authorId)?.displayName : this.user.members && line.from === 'hub' ? this.account.name : null;
    const node = el('div', { class: mine ? 'line phone-side' : 'line' },
      author ? el('div', { class: 'stack' }, el('small', { class: 'author' }, author), bubble(this.account.key, line, (action) => this.act(action))) : bubble(this.account.key, line, (action) => this.act(action)),
      el('div', { class: 'meta' },
        mine && !line.unsent && el('button', { type: 'button', onclick: () => this.try(() => api.unsend(this.account.key, this.user.userId, line.id)) }, t('unsend')),
        trace(line), el('span', {}, time(line.at))));
    node.addEventListener('click', () => node.classList.toggle('touched'));
    return node;
  }

  showFoot() {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    this.buildFoot();
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  buildFoot() {
    if (this.user.blocked) {
      if (this.user.members) { this.foot.replaceChildren(el('div', { class: 'blocked' }, t('outside'), el('br'), el('button', { type: 'button', class: 'solid', onclick: () => this.onMembers(this.user) }, t('members')))); return; }
      this.foot.replaceChildren(el('div', { class: 'blocked' }, t('blocked'), el('br'),
        el('button', { type: 'button', class: 'solid', onclick: () => this.try(() => api.block(this.account.key, this.user.userId, false)) }, t('unblock'))));
      return;
    }
    this.box = el('textarea', { rows: '1', placeholder: t('message'), 'aria-label': t('message'), maxlength: '5000', enterkeyhint: 'send' });
    this.box.value = this.draft;
    this.box.addEventListener('input', () => { this.draft = this.box.value; button.disabled = !this.draft.trim(); });
    this.box.addEventListener('keydown', (event) => {
      // While an input method composes, Enter belongs to it (229: browsers that end the composition before the key event).
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.sendText();
    });
    const button = el('button', { type: 'submit', class: 'round send', 'aria-label': t('send'), title: t('send'), disabled: !this.draft.trim() }, shapes.send());
    const opener = (kind, shape, label) => el('button', {
      type: 'button', class: 'round', 'aria-label': t(label), title: t(label), 'aria-expanded': String(this.sheet === kind),
      onclick: () => { this.sheet = this.sheet === kind ? null : kind; this.showFoot(); },
    }, shape());
    this.foot.replaceChildren(
      ...(this.problem ? [el('p', { class: 'problem', role: 'alert' }, this.problem)] : []),
      el('form', { onsubmit: (event) => { event.preventDefault(); this.sendText(); } },
        opener('more', shapes.plus, 'more'), this.box, opener('stickers', shapes.face, 'stickers'), button),
      ...(this.sheet === 'more' ? [this.moreSheet()] : this.sheet === 'stickers' ? [this.stickerSheet()] : []));
  }

  stickerSheet() {
    const language = currentLanguage() === 'ja' ? 1 : 0;
    return el('div', { class: 'sheet' }, ...stickers.map((sticker) => el('button', {
      type: 'button', 'aria-label': sticker.keywords[language],
      onclick: () => this.write({ type: 'sticker', packageId: sticker.packageId, stickerId: sticker.stickerId, keywords: sticker.keywords }),
    }, draw(sticker))));
  }

  moreSheet() {
    const item = (shape, label, action) => el('button', { type: 'button', onclick: action }, shape(), t(label));
    return el('div', { class: 'sheet' },
      item(shapes.photo, 'photo', () => this.pick('image', 'image/*')),
      item(shapes.sun, 'samplePhoto', () => this.write({ type: 'image' })),
      item(shapes.video, 'video', () => this.pick('video', 'video/*')),
      item(shapes.voice, 'voice', () => this.write({ type: 'audio' })),
      item(shapes.file, 'file', () => this.pick('file', '')),
      item(shapes.pin, 'location', () => this.write({ type: 'location', title: t('place'), address: t('address'), latitude: 35.0116, longitude: 135.7681 })),
      item(shapes.tap, 'postback', () => this.write({ type: 'postback', data: 'action=menu&item=opening-hours' })),
      item(shapes.unknown, 'unknown', () => this.write({ type: 'unknown' })));
  }

  pick(type, accept) {
    const input = el('input', { type: 'file', accept });
    input.addEventListener('change', async () => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > largest) { this.fail(t('tooBig')); return; }
      const reader = new FileReader();
      reader.addEventListener('load', () => this.write({ type, data: reader.result, fileName: file.name, contentType: file.type || undefined }));
      reader.readAsDataURL(file);
    });
    input.click();
  }

  async sendText() {
    const text = this.box.value;
    if (!text.trim() || this.busy) return;
    this.busy = true;
    if (await this.write({ type: 'text', text })) { this.draft = ''; this.showFoot(); }
    this.busy = false;
    this.box.focus();
  }

  async act(action) {
    if (action.type === 'message') await this.write({ type: 'text', text: action.text });
    if (action.type === 'postback') {
      await this.write({ type: 'postback', data: action.data });
      if (action.displayText) await this.write({ type: 'text', text: action.displayText });
    }
  }

  async write(message) {
    this.sheet = null;
    const written = await this.try(() => api.write(this.account.key, this.user.userId, this.user.members ? { ...message, author: this.writer } : message));
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
