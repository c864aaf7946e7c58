import { el } from './dom.js';
import { mailApi } from './mail-api.js';
import { m } from './mail-texts.js';

const steps = ['connect', 'mail', 'rcpt', 'data', 'end'];

export const failing = (faults) => Boolean(faults.reply || faults.hangUp || faults.slowMs || faults.imapDown || faults.wrongPassword || faults.silentIdle);

/** Opens the dialog; resolves when it is closed. */
export async function openMailFaults(dialog) {
  const faults = await mailApi.faults();
  const step = (name, known) => {
    const on = el('input', { type: 'checkbox', checked: Boolean(known) });
    const at = el('select', { 'aria-label': m('at') }, ...steps.map((value) => el('option', { value, selected: value === (known?.at ?? 'end') }, m(`at.${value}`))));
    const status = name === 'fReply' && el('input', { type: 'number', min: '400', max: '599', value: String(known?.status ?? 451), 'aria-label': m('status') });
    const times = el('input', { type: 'number', min: '1', max: '1000', value: String(known?.times ?? 1), 'aria-label': m('times') });
    const keep = name === 'fHangUp' && el('input', { type: 'checkbox', checked: Boolean(known?.keep) });
    const box = el('fieldset', {}, el('label', { class: 'check' }, on, m(name)), at, status, times, m('times'), keep && el('label', { class: 'check' }, keep, m('keep')));
    return { box, read: () => (on.checked ? { at: at.value, status: status ? Number(status.value) : 451, times: Number(times.value), keep: keep ? keep.checked : false } : undefined) };
  };
  const check = (name, on) => el('input', { type: 'checkbox', checked: on, id: `f-${name}` });
  const reply = step('fReply', faults.reply);
  const hangUp = step('fHangUp', faults.hangUp);
  const slow = el('input', { type: 'number', min: '0', max: '120000', value: String(faults.slowMs ?? 0) });
  const boxes = { imapDown: check('imapDown', faults.imapDown), wrongPassword: check('wrongPassword', faults.wrongPassword), silentIdle: check('silent', faults.silentIdle) };
  const form = el('form', { method: 'dialog' },
    el('h2', { id: 'faults-title' }, m('faultsTitle')), reply.box, hangUp.box,
    el('fieldset', {}, el('label', { class: 'check' }, m('slow'), slow)),
    el('fieldset', {}, ...[['imapDown', boxes.imapDown], ['wrongPassword', boxes.wrongPassword], ['silent', boxes.silentIdle]].map(([name, box]) => el('label', { class: 'check' }, box, m(name)))),
    el('div', { class: 'acts' },
      el('button', { class: 'solid', value: 'apply' }, m('apply')),
      el('button', { class: 'quiet', value: 'normal' }, m('normal')),
      el('button', { class: 'quiet', value: 'cancel' }, m('cancel'))));
  dialog.replaceChildren(form);
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener('close', closed, { once: true }));
  if (dialog.returnValue === 'apply') {
    await mailApi.setFaults({
      reply: reply.read(), hangUp: hangUp.read(), slowMs: Number(slow.value), imapDown: boxes.imapDown.checked, wrongPassword: boxes.wrongPassword.checked, silentIdle: boxes.silentIdle.checked,
    });
  } else if (dialog.returnValue === 'normal') {
    await mailApi.clearFaults();
  }
}
