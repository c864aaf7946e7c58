import { api } from './api.js';
import { el } from './dom.js';
import { t } from './texts.js';

const number = (name, value, attributes = {}) => el('input', { type: 'number', name, value: value ?? 0, min: '0', ...attributes });

export const telegramTrouble = (faults) => Boolean(faults.latencyMs || faults.refuse?.next || faults.rateLimit?.next || faults.hangUp?.next || faults.twice);

/** The panel of what goes wrong at the simulated Telegram. */
export async function openTelegramFaults(dialog, key) {
  const faults = await api.telegramFaults(key);
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const run = async (wanted) => {
    try {
      await api.setTelegramFaults(key, wanted);
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
  const when = el('select', { name: 'hangWhen' }, ...['before', 'after'].map((one) => el('option', { value: one, selected: one === faults.hangUp?.when }, t(one))));
  const form = el('form', { onsubmit: (event) => { event.preventDefault(); run(wanted(new FormData(form))); } },
    el('h2', { id: 'faults-title' }, t('faultsTitle')), el('p', { class: 'hint' }, t('telegramFaultsHint')),
    el('h3', {}, t('fSend')),
    wish(t('telegramLatency'), number('latencyMs', faults.latencyMs, { max: '60000' }), t('ms')),
    wish(t('refuse'), number('refuse', faults.refuse?.next), t('times')),
    wish(t('limit'), number('limit', faults.rateLimit?.next), t('times'), number('retryAfter', faults.rateLimit?.retryAfter ?? 5, { min: '1', max: '3600' }), t('seconds')),
    wish(t('hang'), number('hangUp', faults.hangUp?.next), t('times'), when),
    el('h3', {}, t('fHooks')),
    el('label', { class: 'wish' }, el('span', { class: 'grow' }, t('twice')), el('input', { type: 'checkbox', name: 'twice', checked: faults.twice })),
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
    rateLimit: value('limit') ? { next: value('limit'), retryAfter: value('retryAfter') || 1 } : null,
    hangUp: value('hangUp') ? { next: value('hangUp'), when: form.get('hangWhen') } : null,
    twice: form.has('twice'),
  };
}
