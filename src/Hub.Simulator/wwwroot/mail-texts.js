import { currentLanguage } from './texts.js';

const texts = {
  ja: {
    title: 'メール', phones: 'スマートフォン', trouble: '障害を起こす', theme: '明るい・暗い', people: 'お客さま', peopleHint: '選ぶと、その人のメールが開きます。', makeUp: '新しい人をつくる', name: '名前', address: 'メールアドレス', add: 'つくる',
    write: '新しいメール', back: '戻る', choose: '左の一覧から一人選んでください。', none: 'まだメールがありません。', open: '読むメールを選ぶか、新しいメールを書いてください。', from: '差出人', to: '宛先', cc: 'Cc', date: '日時', noSubject: '（件名なし）', reply: '返信', raw: 'ソースを見る',
    toPerson: '{name} 宛', fromMe: '自分 → {name}', subject: '件名', text: '本文', charset: '文字コード', files: '添付ファイル', send: '送信', cancel: 'やめる', notSent: '送れませんでした：{why}', lost: 'シミュレーターに接続できません。', filesCount: '添付{n}件', quoteIntro: '{date} {name}:',
    faultsTitle: 'メールの障害を起こす', fReply: 'ハブの送信にエラーを返す', fHangUp: 'ハブの送信中に接続を切る', at: '段階', status: '応答', times: '回', keep: '受け取っておく（結果は伝えない）', slow: '送信の応答を遅くする（ミリ秒）', imapDown: '受信サーバーを止める', wrongPassword: 'サインインを断る', silent: '新着を知らせず黙り込む', apply: '適用する', normal: 'すべて正常に戻す',
    'at.connect': '接続したとき', 'at.mail': '差出人（MAIL）', 'at.rcpt': '宛先（RCPT）', 'at.data': '本文の前（DATA）', 'at.end': '本文を受け取った後',
  },
  en: {
    title: 'Mail', phones: 'Phones', trouble: 'Cause trouble', theme: 'Light or dark', people: 'Customers', peopleHint: 'Pick someone to open their mail.', makeUp: 'Make up a person', name: 'Name', address: 'Mail address', add: 'Add',
    write: 'New mail', back: 'Back', choose: 'Pick someone from the list.', none: 'No mail yet.', open: 'Pick a mail to read, or write a new one.', from: 'From', to: 'To', cc: 'Cc', date: 'Date', noSubject: '(no subject)', reply: 'Reply', raw: 'View source',
    toPerson: 'to {name}', fromMe: 'Me → {name}', subject: 'Subject', text: 'Text', charset: 'Character set', files: 'Attachments', send: 'Send', cancel: 'Cancel', notSent: 'Not sent: {why}', lost: 'The simulator cannot be reached.', filesCount: '{n} attached', quoteIntro: 'On {date}, {name} wrote:',
    faultsTitle: 'Cause mail trouble', fReply: 'Answer the hub’s sends with an error', fHangUp: 'Hang up during the hub’s sends', at: 'step', status: 'reply', times: 'times', keep: 'take the mail all the same, without saying so', slow: 'Answer sends late by (ms)', imapDown: 'Stop the receiving server', wrongPassword: 'Refuse every sign-in', silent: 'Fall silent: no word of new mail', apply: 'Apply', normal: 'Back to normal',
    'at.connect': 'on connecting', 'at.mail': 'sender (MAIL)', 'at.rcpt': 'recipient (RCPT)', 'at.data': 'before the text (DATA)', 'at.end': 'after the text',
  },
};

export const m = (key, values = {}) => (texts[currentLanguage()][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

export function translateMail(root = document) {
  document.documentElement.lang = currentLanguage();
  document.title = m('title');
  for (const node of root.querySelectorAll('[data-m]')) node.textContent = m(node.dataset.m);
  for (const node of root.querySelectorAll('[data-m-label]')) { node.setAttribute('aria-label', m(node.dataset.mLabel)); node.title = m(node.dataset.mLabel); }
  for (const node of root.querySelectorAll('[data-m-placeholder]')) node.placeholder = m(node.dataset.mPlaceholder);
}
