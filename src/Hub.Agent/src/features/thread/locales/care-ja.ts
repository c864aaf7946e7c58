import type { careEn } from './care-en';

/** Where a thread crosses over to another channel, what is asked before sending, planned replies, masked and removed words. */
export const careJa: typeof careEn = {
  edited: '編集済み',
  editedAfterAnswer: 'お客様が、返信済みのメッセージを編集しました',
  crossing: {
    fromHere: (channel, address) => `ここから${channel}${address ? `（${address}）` : ''}`,
    sameOwner: (owner, number) => `同じお客様の会話 #${number} を担当している${owner}に割り当てられました`,
    addressLeft: (by) => `${by}がお客様の別の連絡先をこの会話から外しました`,
    customerChanged: (by) => `${by}がこの会話の連絡先を別の顧客情報に移しました`,
  },
  masked: {
    hidden: 'カード番号またはマイナンバーを伏せています。',
    show: '表示',
    hide: '隠す',
    title: '元の内容を表示しますか？',
    recorded: '誰が、いつ、どのような理由で表示したかが記録されます。表示は1分間です。',
    reason: '理由',
    reasonNeeded: '理由を入力してください。',
    showIt: '表示する',
  },
  redact: {
    open: '内容を削除',
    title: '内容を完全に削除',
    final: '選択した部分を、メッセージ、受信時の元データ、下書き、引用からすべて削除します。元に戻すことはできません。お客様に送信済みの内容は残ります。',
    select: '削除する部分を選択してください',
    chosen: (words) => words,
    file: 'ファイル',
    reason: '理由（会話に表示されます）',
    repeats: '削除する内容を理由に書かないでください。',
    word: '削除',
    confirm: (word) => `確認のため「${word}」と入力してください`,
    remove: '完全に削除',
  },
  scheduled: {
    title: '送信予約',
    later: '日時を指定して送信',
    find: 'いつ送信しますか？',
    opening: '次の営業開始時',
    set: 'この日時に送信',
    at: (at) => `${at}に送信`,
    by: (name) => `${name}さんの予約`,
    files: (count) => `＋ファイル${count}件`,
    edit: '取り消して編集',
    now: '今すぐ送信',
  },
};
