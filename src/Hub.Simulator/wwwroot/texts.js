import { playTexts } from './plays-texts.js';

const texts = {
  ja: {
    title: 'スマートフォン', account: 'アカウント', mail: 'メール', shop: 'サンプルの店', trouble: '障害を起こす', theme: '明るい・暗い', people: 'お客さま',
    peopleHint: '選ぶと、その人のスマートフォンが開きます。', makeUp: '新しい人をつくる', name: '表示名', personLanguage: '言語', add: '友だち追加',
    noPhones: 'まだ開いているスマートフォンがありません', noPhonesHint: '左の一覧から一人選んでください。何台でも並べられます。',
    close: '閉じる', back: '一覧へ戻る', block: 'ブロック', unblock: 'ブロック解除', blocked: 'このアカウントをブロックしています', blockedMark: 'ブロック中',
    owner: '{name}さんのスマートフォン', message: 'メッセージを入力', send: '送信', more: '写真・ファイルなど', stickers: 'スタンプ', start: 'まだ会話がありません。最初のメッセージを送ってみましょう。',
    photo: '写真', samplePhoto: '見本の写真', video: '動画', voice: '音声', file: 'ファイル', location: '位置情報', postback: 'ボタン操作', unknown: '未知の種類',
    unsend: '送信取消', unsent: '送信を取り消しました', read: '既読', waiting: '送信待ち', sending: '送信中', retrying: '再送中（{n}回目）', failed: '届いていません',
    deliveredTitle: 'Webhookが受け付けられました', failedTitle: 'Webhookが受け付けられませんでした（{n}回試行）', lost: 'シミュレーターに接続できません。再接続しています…',
    notSent: '送れませんでした：{why}', tooBig: 'ファイルが大きすぎます（45 MBまで）', reply: '応答', push: 'プッシュ', multicast: 'マルチキャスト', today: '今日', yesterday: '昨日',
    'said.follow': '友だちに追加しました', 'said.unblocked': 'ブロックを解除しました', 'said.unfollow': 'ブロックしました', 'said.unsend': '送信を取り消しました', 'said.postback': 'ボタンを押しました：{data}', 'said.unknown': '未知の種類の出来事：{type}',
    makeGroup: 'グループをつくる', groupName: 'グループ名', groupHint: 'このアカウントのお客さまで、グループトークを試せます。公式アカウントも参加します。', isRoom: '複数人トーク（名前なし）', members: 'メンバー',
    accountInside: '公式アカウントが参加している', noMembers: 'メンバーを選んでください。', noGroupName: 'グループ名を入力してください。', outside: '公式アカウントは退出しています',
    'said.join': '公式アカウントが参加しました', 'said.leave': '公式アカウントが退出しました', 'said.memberJoined': '{n}人が参加しました', 'said.memberLeft': '{n}人が退出しました',
    'said.accountLink.ok': '会員アカウントと連携しました', 'said.accountLink.failed': '会員アカウントの連携に失敗しました',
    place: '京都・つむぎ茶舗', address: '京都府京都市中京区寺町通', cannotShow: '画像を表示できません', openMap: '地図の位置', voiceNote: '音声メッセージ',
    faultsTitle: '障害を起こす', faultsHint: 'LINEの代わりに、このシミュレーターがわざと失敗します。どれもこのアカウントだけに効きます。',
    fSend: '返信を送るとき', fContent: '写真・ファイル', fHooks: 'お客さまのメッセージが届くとき', fAccount: 'アカウント',
    latency: 'LINEの応答を遅くする', ms: 'ミリ秒', refuse: '次の送信を失敗させる', times: '回', status: 'ステータス', limit: '次の送信を「多すぎます（429）」で断る', rate: '頻度', quota: '月の上限', concurrency: '同時数',
    hang: '次の送信で接続を切る', before: '受け付ける前', after: '受け付けた後', preparing: '最初の取得は「準備中」と答える', slow: '取得を遅くする', bytes: 'バイト/秒（0＝普通）',
    twice: '同じ出来事を必ずもう一度送る（再送）', copies: '同じ出来事を同時に送る数', shuffle: '順序を入れ替える範囲（0＝しない）', batch: '一度に送る出来事の数', hookOn: 'Webhookを送る', redelivery: '失敗したら再送する', monthly: '月の上限（空＝無制限）', used: '今月の使用数 {n}', resetUsage: '使用数を0に戻す',
    people_sms: 'お客さまの電話', account_line: 'LINE', account_sms: 'SMS', mode: '電話の状態', 'mode.on': '通常', 'mode.off': '電源オフ', 'mode.landline': '固定電話', 'mode.filtered': '迷惑判定', 'mode.silent': '到達不明',
    'sms.queued': '送信中', 'sms.sent': '送信済み', 'sms.delivered': '受信', smsNotArrived: '届かなかったメッセージ（{code}）', smsStop: '配信停止', smsStart: '配信再開', smsStopWord: '停止', smsStartWord: '再開', smsTooBig: '写真が大きすぎます（5 MBまで）', addPhone: '電話を追加',
    smsLost: '通知されていません', smsLostTitle: 'Webhookが送られませんでした。ハブは突き合わせで見つけます。', smsFaultsHint: 'Twilioの代わりに、このシミュレーターがわざと失敗します。このアカウントだけに効きます。', smsLatency: 'Twilioの応答を遅くする', smsError: '次の送信をエラー番号で断る', smsLose: '次の受信をハブに知らせない', smsReverse: '配信状況を逆の順序で知らせる', smsNoStatus: '配信状況を知らせない',
    account_telegram: 'Telegram', addPerson: '人を追加', group: 'グループ（{n}人）', writesAs: '書き込む人', quote: '引用', edit: '編集', edited: '編集済み', typing: '入力中', seconds: '秒', telegramTooBig: 'ファイルが大きすぎます（20 MBまで）',
    telegramFaultsHint: 'Telegramの代わりに、このシミュレーターがわざと失敗します。このボットだけに効きます。', telegramLatency: 'Telegramの応答を遅くする',
    apply: '適用する', normal: 'すべて正常に戻す', cancel: 'やめる', on: '障害あり',
  },
  en: {
    title: 'Phones', account: 'Account', mail: 'Mail', shop: 'Sample shop', trouble: 'Cause trouble', theme: 'Light or dark', people: 'Customers',
    peopleHint: 'Pick someone to open their phone.', makeUp: 'Make up a person', name: 'Display name', personLanguage: 'Language', add: 'Add friend',
    noPhones: 'No phone is open yet', noPhonesHint: 'Pick someone from the list. You can open as many phones as you like.',
    close: 'Close', back: 'Back to the list', block: 'Block', unblock: 'Unblock', blocked: 'You have blocked this account', blockedMark: 'blocked',
    owner: 'Phone of {name}', message: 'Message', send: 'Send', more: 'Photos, files and more', stickers: 'Stickers', start: 'Nothing here yet. Write the first message.',
    photo: 'Photo', samplePhoto: 'Sample photo', video: 'Video', voice: 'Voice', file: 'File', location: 'Location', postback: 'Button tap', unknown: 'Unknown kind',
    unsend: 'Unsend', unsent: 'Message unsent', read: 'Read', waiting: 'Waiting', sending: 'Sending', retrying: 'Retrying ({n})', failed: 'Not delivered',
    deliveredTitle: 'The webhook was accepted', failedTitle: 'The webhook was not accepted ({n} attempts)', lost: 'The simulator cannot be reached. Reconnecting…',
    notSent: 'Not sent: {why}', tooBig: 'The file is too big (45 MB at most)', reply: 'reply', push: 'push', multicast: 'multicast', today: 'Today', yesterday: 'Yesterday',
    'said.follow': 'Added the account as a friend', 'said.unblocked': 'Unblocked the account', 'said.unfollow': 'Blocked the account', 'said.unsend': 'Unsent a message', 'said.postback': 'Tapped a button: {data}', 'said.unknown': 'Unknown kind of event: {type}',
    makeGroup: 'Make a group', groupName: 'Name of the group', groupHint: 'A group chat of this account’s customers, with the account in it.', isRoom: 'Multi-person chat (no name)', members: 'Members',
    accountInside: 'The account is in the group', noMembers: 'Choose the members.', noGroupName: 'Give the group a name.', outside: 'The account is not in this group',
    'said.join': 'The account joined', 'said.leave': 'The account left', 'said.memberJoined': '{n} joined', 'said.memberLeft': '{n} left',
    'said.accountLink.ok': 'Linked the member account', 'said.accountLink.failed': 'The member account could not be linked',
    place: 'Tsumugi Tea, Kyoto', address: 'Teramachi-dori, Nakagyo-ku, Kyoto', cannotShow: 'The picture cannot be shown', openMap: 'Place on the map', voiceNote: 'Voice message',
    faultsTitle: 'Cause trouble', faultsHint: 'The simulator fails on purpose, as LINE would. Everything applies to this account only.',
    fSend: 'When an answer is sent', fContent: 'Photos and files', fHooks: 'When a customer’s message arrives', fAccount: 'Account',
    latency: 'LINE answers late by', ms: 'ms', refuse: 'Fail the next sends', times: 'times', status: 'status', limit: 'Refuse the next sends as too many (429)', rate: 'rate', quota: 'monthly limit', concurrency: 'at once',
    hang: 'Hang up during the next sends', before: 'before accepting', after: 'after accepting', preparing: 'Answer “not ready yet” first', slow: 'Slow downloads', bytes: 'bytes/s (0 = normal)',
    twice: 'Send every event a second time (redelivery)', copies: 'Copies of each event at the same time', shuffle: 'Shuffle within so many events (0 = keep order)', batch: 'Events in one request', hookOn: 'Send webhooks', redelivery: 'Send again after a failure', monthly: 'Monthly limit (empty = none)', used: '{n} used this month', resetUsage: 'Set usage to 0',
    people_sms: 'Telephones', account_line: 'LINE', account_sms: 'SMS', mode: 'State of the telephone', 'mode.on': 'On', 'mode.off': 'Switched off', 'mode.landline': 'Landline', 'mode.filtered': 'Taken for spam', 'mode.silent': 'No reports',
    'sms.queued': 'queued', 'sms.sent': 'sent', 'sms.delivered': 'received', smsNotArrived: 'A message that never arrived ({code})', smsStop: 'Opt out', smsStart: 'Opt in', smsStopWord: 'STOP', smsStartWord: 'START', smsTooBig: 'The picture is too big (5 MB at most)', addPhone: 'Add phone',
    smsLost: 'Not told', smsLostTitle: 'The webhook was not sent. The hub finds the message by comparing.', smsFaultsHint: 'The simulator fails on purpose, as Twilio would. Everything applies to this account only.', smsLatency: 'Twilio answers late by', smsError: 'Refuse the next sends with an error number', smsLose: 'Do not tell the hub of the next messages', smsReverse: 'Tell states in the wrong order', smsNoStatus: 'Tell no states',
    account_telegram: 'Telegram', addPerson: 'Add person', group: 'Group of {n}', writesAs: 'Who writes', quote: 'Quote', edit: 'Edit', edited: 'edited', typing: 'typing', seconds: 's', telegramTooBig: 'The file is too big (20 MB at most)',
    telegramFaultsHint: 'The simulator fails on purpose, as Telegram would. Everything applies to this bot only.', telegramLatency: 'Telegram answers late by',
    apply: 'Apply', normal: 'Back to normal', cancel: 'Cancel', on: 'trouble is on',
  },
};

for (const name of Object.keys(texts)) Object.assign(texts[name], playTexts[name]);

let language = localStorage.getItem('sim.language') ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');

export const currentLanguage = () => language;

export function setLanguage(next) {
  language = next;
  localStorage.setItem('sim.language', next);
}

export const has = (key) => key in texts[language];

export function t(key, values = {}) {
  return (texts[language][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export function translatePage(root = document) {
  document.documentElement.lang = language;
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-t-label]')) { node.setAttribute('aria-label', t(node.dataset.tLabel)); node.title = t(node.dataset.tLabel); }
  for (const node of root.querySelectorAll('[data-t-placeholder]')) node.placeholder = t(node.dataset.tPlaceholder);
}

export const time = (iso) => new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));

export function day(iso) {
  const start = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const ago = Math.round((start(new Date()) - start(new Date(iso))) / 86_400_000);
  if (ago === 0) return t('today');
  if (ago === 1) return t('yesterday');
  return new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short' }).format(new Date(iso));
}
