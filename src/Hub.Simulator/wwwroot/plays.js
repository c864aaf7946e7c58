import { api } from './api.js';
import { el } from './dom.js';
import { has, t } from './texts.js';

const facts = {
  parcel: ['mode'],
  restart: ['sent', 'shown', 'doubled', 'awayMs', 'draft'],
  visitor: ['after', 'same'],
  colleague: [],
  blocked: ['code'],
};

/** The numbered plays: what happens, the button, what to look at, and what was counted. */
export class Plays {
  items = [];
  hub = '';
  problem = '';

  constructor(node, onPhones) {
    this.node = node;
    this.onPhones = onPhones;
  }

  async load() {
    ({ hub: this.hub, items: this.items } = await api.plays());
    this.show();
  }

  /** What the simulator tells while a play goes on. */
  receive({ key, run }) {
    const item = this.items.find((play) => play.key === key);
    if (!item) return;
    const before = item.run?.phones.length ?? 0;
    item.run = run;
    if (run.phones.length > before || (run.state === 'running' && run.step === 'begins')) this.onPhones(run.phones);
    this.show();
  }

  async press(action) {
    this.problem = '';
    try {
      await action();
    } catch (error) {
      this.problem = error.message === 'connection' ? t('lost') : error.message;
      this.show();
    }
  }

  show() {
    const focused = document.activeElement?.closest?.('[data-play]')?.dataset.play;
    this.node.replaceChildren(...[
      el('h2', { id: 'plays-title' }, t('plays')),
      el('p', { class: 'hint' }, t('playsHint'), ' ', el('a', { href: `${this.hub}/inbox/open`, target: 'desk' }, t('openDesk'))),
      this.problem && el('p', { class: 'problem', role: 'alert' }, this.problem),
      el('ol', {}, ...this.items.map((item) => this.card(item))),
      el('p', { class: 'hint' }, el('a', { href: '/own-line.html' }, t('ownLine'))),
    ].filter(Boolean));
    if (focused) this.node.querySelector(`[data-play="${focused}"] button:not(:disabled)`)?.focus();
  }

  card({ key, missing, run }) {
    const going = run?.state === 'running' || run?.state === 'waiting';
    const step = run && `${key}.${run.step}`;
    return el('li', { 'data-play': key, 'data-state': run?.state ?? 'new' },
      el('h3', {}, t(`${key}.title`)),
      el('p', {}, t(`${key}.what`)),
      missing && el('p', { class: 'missing' }, t(`missing.${missing}`)),
      el('div', { class: 'row' },
        !going && el('button', { type: 'button', class: 'solid', disabled: Boolean(missing), onclick: () => this.press(() => api.startPlay(key)) }, `▶ ${t(run ? 'again' : 'play')}`),
        run?.state === 'waiting' && el('button', { type: 'button', class: 'solid', onclick: () => this.press(() => api.continuePlay(key)) }, t('goOn')),
        going && el('button', { type: 'button', class: 'quiet', onclick: () => this.press(() => api.stopPlay(key)) }, t('stop'))),
      el('div', { class: 'state', role: 'status' },
        run?.state === 'failed' && el('p', { class: 'problem' }, t(`problem.${run.facts.problem}`)),
        step && run.state !== 'failed' && run.state !== 'stopped' && has(step) && el('p', { class: 'look' }, run.state === 'running' ? '' : el('b', {}, t('look')), ' ', t(step)),
        this.known(key, run?.facts ?? {}),
        run?.lines.length > 0 && el('div', { class: 'chat' }, ...run.lines.map((line) =>
          el('p', { class: line.from }, el('span', { class: 'hidden' }, `${t(`chat.${line.from}`)}: `), line.text)))));
  }

  known(key, known) {
    const rows = facts[key].filter((fact) => known[fact] !== undefined);
    return rows.length > 0 && el('dl', {}, ...rows.flatMap((fact) => [
      el('dt', {}, t(has(`${key}.${fact}.fact`) ? `${key}.${fact}.fact` : `${key}.${fact}`)), el('dd', { 'data-fact': fact }, said(fact, known[fact]))]));
  }
}

function said(fact, value) {
  if (fact === 'awayMs') return t('seconds', { n: (value / 1000).toFixed(1) });
  if (has(`${fact}.${value}`)) return t(`${fact}.${value}`);
  return typeof value === 'boolean' ? t(value ? 'yes' : 'no') : String(value);
}
