import { ApiError, type Problem } from '@/api/http';
import type { Correspondent, EmailContent, Message } from '@/api/types';
import { fetchHtmlForm } from '../api/letters';
import type { letterEn } from '../locales/letter-en';

const escaped = (text: string): string => text.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
const people = (list: readonly Correspondent[] | null): string => (list ?? []).map((person) => (person.name ? `${person.name} <${person.address}>` : person.address)).join(', ');

/** Prints one letter with its head. The frame runs no script either; it may only open the printer's dialog. */
export async function printLetter(message: Message, letter: EmailContent, t: (typeof letterEn)['letter']): Promise<void> {
  const { cleanHtml, framePath } = await import('./clean-html');
  const body = letter.html ? await fetchHtmlForm(message.conversationId, message.number).then((form) => cleanHtml(form.html + (form.quoted ?? ''))) : `<pre>${escaped([letter.body, letter.quoted].filter(Boolean).join('\n\n'))}</pre>`;
  const head = [[t.from, letter.from ? people([letter.from]) : ''], [t.to, people(letter.to)], [t.cc, people(letter.cc)], [t.subject, letter.subject ?? ''], [t.date, new Date(message.at).toLocaleString()]]
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `<p style="margin:0"><b>${escaped(label ?? '')}</b> ${escaped(value ?? '')}</p>`)
    .join('');
  await printIn(framePath, `${head}<hr>${body}`);
}

/** Prints a whole thread: the page the server has made of it. */
export async function printThread(path: string): Promise<void> {
  const answer = await fetch(path, { credentials: 'same-origin' });
  if (!answer.ok) throw new ApiError((await answer.json()) as Problem);
  const page = await answer.text();
  // Cut out as text: a page that is parsed here would come under the desk's own policy, which lets no style stand in a page.
  const between = (from: string, to: string): string => page.slice(page.indexOf(from), page.indexOf(to));
  const { framePath } = await import('./clean-html');
  await printIn(framePath, `${between('<style>', '</style>')}</style>${between('<body>', '</body>')}`);
}

/** The content is cleaned or escaped by whoever calls, and the frame runs no script whatever stands in it. */
async function printIn(framePath: string, content: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.className = 'visually-hidden';
  frame.src = framePath;
  const loaded = new Promise<void>((resolve) => frame.addEventListener('load', () => resolve(), { once: true }));
  document.body.append(frame);
  await loaded;
  if (frame.contentDocument) frame.contentDocument.body.innerHTML = content;
  frame.contentWindow?.addEventListener('afterprint', () => frame.remove(), { once: true });
  frame.contentWindow?.print();
}
