import { icon } from './dom.js';

const cup = (face, extra = '', tea = '#6f9f5c') => `
  <ellipse cx="50" cy="86" rx="26" ry="5" fill="#0002"/>
  <path d="M22 38h50v20a25 25 0 0 1-50 0z" fill="#f6f1e4" stroke="#4a3f35" stroke-width="2.5"/>
  <path d="M72 44h6a8 8 0 0 1 0 17h-8" fill="none" stroke="#4a3f35" stroke-width="4"/>
  <ellipse cx="47" cy="38" rx="25" ry="6" fill="${tea}" stroke="#4a3f35" stroke-width="2.5"/>${face}${extra}`;
const eyes = '<circle cx="39" cy="55" r="2.6" fill="#4a3f35"/><circle cx="56" cy="55" r="2.6" fill="#4a3f35"/>';
const smile = '<path d="M43 61q4.5 5 9 0" fill="none" stroke="#4a3f35" stroke-width="2.5" stroke-linecap="round"/>';
const cheeks = '<circle cx="34" cy="61" r="3.5" fill="#f0a6a0"/><circle cx="61" cy="61" r="3.5" fill="#f0a6a0"/>';
const steam = '<path d="M40 28q-5-6 0-11t0-10M54 28q-5-6 0-11t0-10" fill="none" stroke="#a9b4c9" stroke-width="3" stroke-linecap="round"/>';
const word = (text, colour) => `<text x="50" y="22" text-anchor="middle" font-size="15" font-weight="700" fill="${colour}" font-family="system-ui,sans-serif">${text}</text>`;

/** Our own drawings; package and ids are made up and mean nothing at LINE. */
export const stickers = [
  { packageId: '90001', stickerId: '1', keywords: ['hello', 'こんにちは'], art: cup(eyes + smile + cheeks, steam) },
  { packageId: '90001', stickerId: '2', keywords: ['thanks', 'ありがとう'], art: cup('<path d="M36 55q3-4 6 0M53 55q3-4 6 0" fill="none" stroke="#4a3f35" stroke-width="2.5" stroke-linecap="round"/>' + smile + cheeks, word('ありがとう', '#c2556b')) },
  { packageId: '90001', stickerId: '3', keywords: ['OK', '了解'], art: cup(eyes + smile, word('OK!', '#4453c4')) },
  { packageId: '90001', stickerId: '4', keywords: ['question', '質問'], art: cup(eyes + '<circle cx="47.5" cy="63" r="2.5" fill="#4a3f35"/>', word('?', '#b7791f')) },
  { packageId: '90001', stickerId: '5', keywords: ['sad', '残念'], art: cup(eyes + '<path d="M43 65q4.5-5 9 0" fill="none" stroke="#4a3f35" stroke-width="2.5" stroke-linecap="round"/><path d="M35 59q-3 6 0 8 3-2 0-8" fill="#7db4e0"/>', '', '#8aa0b8') },
  { packageId: '90001', stickerId: '6', keywords: ['angry', '怒り'], art: cup('<path d="M35 50l7 3M60 50l-7 3" stroke="#4a3f35" stroke-width="2.5" stroke-linecap="round"/>' + eyes + '<path d="M43 64h9" stroke="#4a3f35" stroke-width="2.5" stroke-linecap="round"/>', '<path d="M30 22l-4-8M47 18v-9M64 22l4-8" stroke="#c8452f" stroke-width="3" stroke-linecap="round"/>', '#b5532f') },
  { packageId: '90001', stickerId: '7', keywords: ['love', '大好き'], art: cup(eyes + smile + cheeks, '<path d="M47 26c-12-8-9-17-3-17 2 0 3 2 3 3 0-1 1-3 3-3 6 0 9 9-3 17z" fill="#dd5a78"/>') },
  { packageId: '90001', stickerId: '8', keywords: ['good night', 'おやすみ'], art: cup('<path d="M35 55h7M53 55h7" stroke="#4a3f35" stroke-width="2.5" stroke-linecap="round"/>' + smile, word('z z Z', '#6a74b8'), '#9a8fc0') },
];

export const draw = (sticker) => icon(sticker.art, 'viewBox="0 0 100 100" class="art"');

export const find = (content) => stickers.find((one) => one.packageId === content.packageId && one.stickerId === content.stickerId);
