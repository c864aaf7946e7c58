import { api } from './api.js';
import { el } from './dom.js';
import { t } from './texts.js';

const number = (name, value, attributes = {}) => el('input', { type: 'number', name, value: value ?? '', min: '0', ...attributes });
const choice = (name, value, options) => {
  const select = el('select', { name }, ...options.map((one) => el('option', { value: one, selected: one === value }, /^\d+$/.test(one) ? one : t(one))));
  return select;
};
const wish = (label, ...controls) => {
  for (const control of controls) if (control instanceof Element) control.setAttribute('aria-label', label);
  return el('div', { class: 'wish' }, el('span', { class: 'grow' }, label), ...controls);
};
const tick = (name, on, label) => el('label', { class: 'wish' }, el('span', { class: 'grow' }, label), el('input', { type: 'checkbox', name, checked: on }));

/** True while anything goes wrong on purpose. */
export const isOn = (faults) => Boolean(
  faults.latencyMs || faults.refuse?.next || faults.refuse?.share || faults.rateLimit429?.next || faults.hangUp?.next || faults.contentPreparing
  || faults.slowContent || faults.webhook.redeliverAlways || faults.webhook.duplicates > 1 || faults.webhook.reorder > 1 || faults.webhook.batch > 1);

/** Opens the panel; resolves when something was applied or it was closed. */
export async function openFaults(dialog, key) {
  const [faults, account] = await Promise.all([api.faults(key), api.account(key)]);
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const close = () => dialog.close();
  const run = async (action) => {
    try {
      await action();
      close();
    } catch (error) {
      problem.textContent = error.message === 'connection' ? t('lost') : error.message;
      problem.hidden = false;
    }
  };
  const form = el('form', { onsubmit: (event) => { event.preventDefault(); run(() => apply(key, new FormData(form), account)); } },
    el('h2', { id: 'faults-title' }, t('faultsTitle')), el('p', { class: 'hint' }, t('faultsHint')),
    el('h3', {}, t('fSend')),
    wish(t('latency'), number('latencyMs', faults.latencyMs, { max: '60000' }), t('ms')),
    wish(t('refuse'), number('refuseNext', faults.refuse?.next ?? 0), t('times'), choice('refuseStatus', String(faults.refuse?.status ?? 500), ['400', '401', '403', '500', '503'])),
    wish(t('limit'), number('limitNext', faults.rateLimit429?.next ?? 0), t('times'), choice('limitKind', faults.rateLimit429?.kind, ['rate', 'quota', 'concurrency'])),
    wish(t('hang'), number('hangNext', faults.hangUp?.next ?? 0), t('times'), choice('hangWhen', faults.hangUp?.when, ['before', 'after'])),
    el('h3', {}, t('fContent')),
    wish(t('preparing'), number('contentPreparing', faults.contentPreparing), t('times')),
    wish(t('slow'), number('bytesPerSecond', faults.slowContent?.bytesPerSecond ?? 0), t('bytes')),
    el('h3', {}, t('fHooks')),
    tick('twice', faults.webhook.redeliverAlways, t('twice')),
    wish(t('copies'), number('duplicates', faults.webhook.duplicates, { min: '1', max: '20' })),
    wish(t('shuffle'), number('reorder', faults.webhook.reorder, { max: '1000' })),
    wish(t('batch'), number('batch', faults.webhook.batch, { min: '1', max: '100' })),
    el('h3', {}, t('fAccount')),
    tick('webhookActive', account.webhookActive, t('hookOn')),
    tick('redelivery', account.delivery.redelivery, t('redelivery')),
    wish(t('monthly'), number('quota', account.quota.value)),
    el('label', { class: 'wish' }, el('span', { class: 'grow' }, t('used', { n: account.usage }), ' · ', t('resetUsage')), el('input', { type: 'checkbox', name: 'resetUsage' })),
    problem,
    el('div', { class: 'foot' },
      el('button', { type: 'button', class: 'quiet', onclick: () => run(() => normal(key)) }, t('normal')),
      el('button', { type: 'button', class: 'quiet', onclick: close }, t('cancel')),
      el('button', { type: 'submit', class: 'solid' }, t('apply'))));
  dialog.replaceChildren(form);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
}

async function apply(key, form, account) {
  const value = (name) => Number(form.get(name) || 0);
  await api.setFaults(key, {
    latencyMs: value('latencyMs'),
    refuse: value('refuseNext') ? { next: value('refuseNext'), status: value('refuseStatus') } : null,
    rateLimit429: value('limitNext') ? { next: value('limitNext'), kind: form.get('limitKind') } : null,
    hangUp: value('hangNext') ? { next: value('hangNext'), when: form.get('hangWhen') } : null,
    contentPreparing: value('contentPreparing'),
    slowContent: value('bytesPerSecond') ? { bytesPerSecond: value('bytesPerSecond') } : null,
    webhook: { redeliverAlways: form.has('twice'), duplicates: value('duplicates') || 1, reorder: value('reorder'), batch: value('batch') || 1 },
  });
  await api.changeAccount(key, {
    webhookActive: form.has('webhookActive'),
    delivery: { ...account.delivery, redelivery: form.has('redelivery') },
    quota: form.get('quota') === '' ? { type: 'none' } : { type: 'limited', value: value('quota') },
    resetUsage: form.has('resetUsage'),
  });
}

async function normal(key) {
  const { delivery } = await api.account(key);
  await api.clearFaults(key);
  await api.changeAccount(key, { webhookActive: true, delivery: { ...delivery, redelivery: true } });
}
