import { api } from './api.js';
import { el } from './dom.js';
import { t } from './texts.js';

/** Makes a group or room of the account's people, or changes who is in one. Resolves with it, or with null when it was left as it was. */
export async function openGroup(dialog, key, people, group = null) {
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const name = el('input', { name: 'name', maxlength: '100', autocomplete: 'off', 'aria-label': t('groupName'), placeholder: t('groupName') });
  const room = el('input', { type: 'checkbox', name: 'room' });
  room.addEventListener('change', () => { name.disabled = room.checked; });
  const members = new Set(group?.members ?? []);
  const form = el('form', { onsubmit: (event) => { event.preventDefault(); save(); } },
    el('h2', { id: 'group-title' }, group ? group.displayName : t('makeGroup')), el('p', { class: 'hint' }, t('groupHint')),
    ...(group ? [] : [el('div', { class: 'wish' }, name), el('label', { class: 'wish' }, el('span', { class: 'grow' }, t('isRoom')), room)]),
    el('h3', {}, t('members')),
    ...people.map((person) => el('label', { class: 'wish' }, el('span', { class: 'grow' }, person.displayName), el('input', { type: 'checkbox', name: 'member', value: person.userId, checked: members.has(person.userId) }))),
    ...(group ? [el('h3', {}, t('account')), el('label', { class: 'wish' }, el('span', { class: 'grow' }, t('accountInside')), el('input', { type: 'checkbox', name: 'inside', checked: !group.blocked }))] : []),
    problem,
    el('div', { class: 'foot' },
      el('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, t('cancel')),
      el('button', { type: 'submit', class: 'solid' }, t(group ? 'apply' : 'makeGroup'))));
  let made = null;
  async function save() {
    const wanted = new FormData(form);
    const chosen = wanted.getAll('member');
    try {
      if (chosen.length === 0) throw new Error(t('noMembers'));
      if (!group && !room.checked && !name.value.trim()) throw new Error(t('noGroupName'));
      made = group
        ? await api.changeGroup(key, group.userId, { members: chosen, inside: wanted.has('inside') === !group.blocked ? undefined : wanted.has('inside') })
        : await api.makeGroup(key, { name: room.checked ? undefined : name.value.trim(), room: room.checked, members: chosen });
      dialog.close();
    } catch (error) {
      problem.textContent = error.message === 'connection' ? t('lost') : error.message;
      problem.hidden = false;
    }
  }
  dialog.replaceChildren(form);
  dialog.setAttribute('aria-labelledby', 'group-title');
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  return made;
}
