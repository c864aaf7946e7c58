import { api } from './api.js';
import { el, icon, linked, webAddress } from './dom.js';
import { draw, find } from './stickers.js';
import { t } from './texts.js';

/** The bubble of one line. `act` carries out what a button in it asks for. */
export function bubble(accountKey, line, act) {
  if (line.unsent) return el('div', { class: 'bubble gone' }, t('unsent'));
  const show = kinds[line.type];
  return show ? show(line.content, { accountKey, line, act }) : el('div', { class: 'bubble' }, line.content.altText ?? line.type);
}

/** A sentence for what is no message; null for messages. */
export function said(line) {
  const { type, content } = line;
  if (type === 'join' || type === 'leave' || type === 'memberJoined' || type === 'memberLeft') return t(`said.${type}`, { n: (content.joined ?? content.left)?.members.length });
  if (type === 'follow') return t(content.follow?.isUnblocked ? 'said.unblocked' : 'said.follow');
  if (type === 'unfollow' || type === 'unsend') return t(`said.${type}`);
  if (type === 'accountLink') return t(`said.${type}.${content.link?.result}`);
  if (type === 'postback') return t('said.postback', { data: content.postback?.data });
  return kinds[type] || line.from === 'hub' ? null : t('said.unknown', { type });
}

const address = ({ accountKey, line }, content) =>
  line.from === 'hub' ? webAddress(content.originalContentUrl) : api.content(accountKey, line.id);

function picture(src, href) {
  const image = el('img', { src, alt: t('photo'), loading: 'lazy', referrerpolicy: 'no-referrer' });
  const holder = el('div', { class: 'bubble picture' }, href ? el('a', { href, target: '_blank', rel: 'noreferrer noopener' }, image) : image);
  image.addEventListener('error', () => holder.replaceWith(el('div', { class: 'bubble' }, t('cannotShow'))));
  return holder;
}

const kinds = {
  text: (content) => el('div', { class: 'bubble' }, linked(content.text ?? '')),
  textV2: (content) => el('div', { class: 'bubble' }, linked(content.text ?? '')),
  sticker(content) {
    const own = find(content);
    return el('div', { class: 'bubble sticker' },
      own ? draw(own) : el('img', { class: 'art', src: `/stickershop/v1/sticker/${content.stickerId}/android/sticker.png`, alt: `${t('stickers')} ${content.packageId}/${content.stickerId}` }), own && el('span', { class: 'hidden' }, own.keywords.join(' ')));
  },
  image: (content, here) => picture(here.line.from === 'phone' ? address(here, content) : webAddress(content.previewImageUrl), address(here, content)),
  video: (content, here) => el('div', { class: 'bubble picture' }, el('video', { src: address(here, content), controls: true, preload: 'metadata', poster: webAddress(content.previewImageUrl) })),
  audio: (content, here) => el('div', { class: 'bubble' }, el('audio', { src: address(here, content), controls: true, preload: 'metadata', 'aria-label': t('voiceNote') })),
  file: (content, here) => el('div', { class: 'bubble' },
    el('a', { href: address(here, content), download: content.fileName }, content.fileName), el('small', {}, `${Math.ceil(content.fileSize / 1024).toLocaleString()} KB`)),
  location: (content) => el('div', { class: 'bubble' }, el('b', {}, content.title ?? t('openMap')), el('small', {}, content.address ?? ''),
    el('small', {}, `${content.latitude.toFixed(4)}, ${content.longitude.toFixed(4)}`)),
  template(content, { act }) {
    const { template } = content;
    const columns = template.columns ?? [template];
    return el('div', { class: 'bubble' }, ...columns.flatMap((column) => [
      column.title && el('b', {}, `${column.title}\n`), linked(column.text ?? ''), actions(column.actions ?? [column.action].filter(Boolean), act)]));
  },
  flex: (content) => el('div', { class: 'bubble' }, linked(content.altText)),
  imagemap: (content) => el('div', { class: 'bubble' }, linked(content.altText)),
};

function actions(list, act) {
  return el('div', { class: 'actions' }, ...list.map((action) => {
    const uri = webAddress(action.uri);
    return uri ? el('a', { href: uri, target: '_blank', rel: 'noreferrer noopener' }, action.label ?? uri)
      : el('button', { type: 'button', onclick: () => act(action) }, action.label ?? action.text ?? action.type);
  }));
}

/** Buttons under the last line that offer an answer. */
export function quickReplies(content, act) {
  const items = content?.quickReply?.items ?? [];
  return items.length ? el('div', { class: 'quick' }, ...items.map(({ action }) => el('button', { type: 'button', onclick: () => act(action) }, action.label ?? action.text))) : null;
}

/** What the sender sees about the way of a line: time, delivery, read. */
export function trace(line) {
  if (line.from === 'hub') return el('span', {}, line.mode ? t(line.mode) : '');
  if (line.readByHub) return el('span', {}, t('read'));
  const { status, attempts } = line.webhook ?? {};
  if (status === 'delivered') return el('span', { title: t('deliveredTitle') }, '✓');
  if (status === 'failed') return el('span', { class: 'bad', title: t('failedTitle', { n: attempts }) }, t('failed'));
  if (status === 'retrying') return el('span', { class: 'bad', title: t('failedTitle', { n: attempts }) }, t('retrying', { n: attempts }));
  return el('span', {}, t(status === 'sending' ? 'sending' : 'waiting'));
}

export const shapes = {
  plus: () => icon('<path d="M10 4v12M4 10h12"/>'),
  face: () => icon('<circle cx="10" cy="10" r="7"/><path d="M7.5 8.500v.1M12.5 8.500v.1M7 12q3 3 6 0"/>'),
  send: () => icon('<path d="M3.5 10 16.5 4l-4 12.5-3-5z"/><path d="m9.5 11.5 7-7.5"/>'),
  photo: () => icon('<rect x="3" y="4" width="14" height="12" rx="2"/><circle cx="7.5" cy="8" r="1.3"/><path d="m4 15 4.5-4 3 2.500L14 11l3 3"/>'),
  sun: () => icon('<circle cx="13.5" cy="6.5" r="2"/><path d="M2.5 16 8 8.500l4 5 2-2.5 3.5 5z"/>'),
  video: () => icon('<rect x="2.5" y="5" width="10.5" height="10" rx="2"/><path d="m13 9 4.5-2.500v7L13 11"/>'),
  voice: () => icon('<rect x="7.5" y="2.5" width="5" height="9" rx="2.5"/><path d="M4.5 9.500a5.5 5.5 0 0 0 11 0M10 15v2.5"/>'),
  file: () => icon('<path d="M5 2.500h6.500L15 6v11.500H5z"/><path d="M11.5 2.500V6H15"/>'),
  pin: () => icon('<path d="M10 17.500s-5.5-5-5.5-9a5.5 5.5 0 0 1 11 0c0 4-5.5 9-5.5 9z"/><circle cx="10" cy="8.5" r="1.8"/>'),
  tap: () => icon('<rect x="3" y="6" width="14" height="8" rx="4"/><path d="M7 10h6"/>'),
  unknown: () => icon('<circle cx="10" cy="10" r="7"/><path d="M8 8a2 2 0 1 1 2.8 1.800c-.6.3-.8.6-.8 1.200M10 13.500v.1"/>'),
  text: () => icon('<path d="M3 5.500A2.5 2.5 0 0 1 5.500 3h9A2.5 2.5 0 0 1 17 5.500v5.500a2.5 2.5 0 0 1-2.500 2.500H9l-4 3.500v-3.700a2.5 2.5 0 0 1-2-2.300z"/><path d="M7 8.200h.1M10 8.200h.1M13 8.200h.1"/>'),
  stop: () => icon('<circle cx="10" cy="10" r="7"/><path d="m5.200 5.200 9.600 9.600"/>'),
  start: () => icon('<circle cx="10" cy="10" r="7"/><path d="m7 10.200 2.200 2.200L13.200 8"/>'),
  close: () => icon('<path d="m5 5 10 10M15 5 5 15"/>'),
  back: () => icon('<path d="m12.5 4-6 6 6 6"/>'),
  phone: () => icon('<rect x="6" y="2" width="8" height="16" rx="2"/><path d="M9 15.500h2"/>'),
};
