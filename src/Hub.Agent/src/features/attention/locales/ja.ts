import type { en } from './en';

export const ja: typeof en = {
  title: '要確認',
  sends: '送信できなかったメッセージ',
  sendsHint: '送信に失敗したか、届いたかどうか不明なメッセージです。対応が済むまでここに表示されます。',
  parked: '処理できなかった受信データ',
  parkedHint: '処理できなかったデータを、受信した内容のまま保管しています。ほかの会話の処理には影響しません。',
  nothing: '確認が必要なものはありません',
  nothingHint: '送信の失敗や、処理できなかった受信データがあると、ここに表示されます。',
  kinds: { inbound: '受信', fact: '後続処理', job: 'タスク' },
  attempts: (count) => `試行${count}回`,
  replay: '再処理',
  discard: '破棄',
  discardTitle: 'このデータを破棄しますか？',
  discardText: '破棄すると処理されません。この操作は取り消せません。',
  raw: '受信した内容',
  settled: '処理しました。',
  notSettled: '再度失敗しました。',
  more: 'さらに表示',
};
