import { el } from './dom.js';
import { mailApi } from './mail-api.js';
import { m } from './mail-texts.js';
import { currentLanguage } from './texts.js';

const charsets = [['utf-8', 'UTF-8'], ['iso-2022-jp', 'ISO-2022-JP (JIS)'], ['shift_jis', 'Shift_JIS']];

/** A form to write in; `answered` is the letter it answers, if any. */
export function compose({ person, hub, answered, onSent, onCancel }) {
  const to = el('input', { required: true, value: answered ? first(answered.replyTo) ?? first(answered.from) : hub });
  const subject = el('input', { maxlength: '300', value: answered ? (/^re:/i.test(answered.subject ?? '') ? answered.subject : `Re: ${answered.subject ?? ''}`) : '' });
  const text = el('textarea', {}, answered ? quote(answered) : '');
  const charset = el('select', {}, ...charsets.map(([value, name]) => el('option', { value }, name)));
  charset.value = localStorage.getItem('sim.mail.charset') ?? (person.language === 'ja' ? 'iso-2022-jp' : 'utf-8');
  const files = el('input', { type: 'file', multiple: true });
  const problem = el('p', { class: 'bad', role: 'alert', hidden: true });
  const send = el('button', { type: 'submit', class: 'solid' }, m('send'));
  const form = el('form', { class: 'compose', onsubmit: submit },
    field('to', to), field('subject', subject), field('text', text),
    el('div', { class: 'pair' }, field('charset', charset), field('files', files)), problem,
    el('div', { class: 'acts' }, send, el('button', { type: 'button', class: 'quiet', onclick: onCancel }, m('cancel'))));
  form.addEventListener('keydown', (event) => {
    if (event.code === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
    if (event.code === 'Escape' && !event.isComposing) onCancel();
  });

  async function submit(event) {
    event.preventDefault();
    send.disabled = true;
    try {
      localStorage.setItem('sim.mail.charset', charset.value);
      const attached = await Promise.all([...files.files].map(async (file) => ({ name: file.name, contentType: file.type, data: await base64(file) })));
      const { id } = await mailApi.write(person.address, { to: to.value, subject: subject.value, text: text.value, charset: charset.value, inReplyTo: answered?.id, files: attached });
      onSent(id);
    } catch (error) {
      problem.textContent = m('notSent', { why: error.message === 'connection' ? m('lost') : error.message });
      problem.hidden = false;
    } finally {
      send.disabled = false;
    }
  }

  return { form, focus: () => (answered ? text : subject).focus() };
}

const field = (name, control) => el('label', {}, m(name), control);
const first = (list) => list?.[0]?.address;

function quote(letter) {
  const date = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(letter.at));
  const name = letter.from?.[0]?.name || first(letter.from) || '';
  return `\n\n${m('quoteIntro', { date, name })}\n${(letter.text ?? '').split('\n').map((line) => `> ${line.trimEnd()}`).join('\n')}`;
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result.slice(reader.result.indexOf(',') + 1)));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
