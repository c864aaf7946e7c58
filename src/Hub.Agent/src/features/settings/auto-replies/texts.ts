import { useTexts } from '@/shared/lib/language';

const en = {
  hint: 'Each goes out at most once per conversation and once a day to the same person, marked as automatic. It is never counted as an answer: the customer goes on waiting.',
  free: 'Where the channel gives a free reply for a short while, the automatic reply uses it, so it costs nothing. Your own answer then counts against the quota.',
  account: 'Channel account',
  none: 'There are no channel accounts yet.',
  acknowledge: 'Acknowledge a new message',
  acknowledgeHint: 'Answers the first message of a conversation, until somebody has replied.',
  closed: 'Reply while closed',
  closedHint: 'Outside the brand’s business hours, in place of the acknowledgement.',
  expected: 'Answer expected within (business time)',
  expectations: { 0: 'No promise', 30: '30 minutes', 60: '1 hour', 120: '2 hours', 240: '4 hours', 480: '8 hours (a working day)', 960: '16 hours (two working days)' } as Record<number, string>,
  minutes: (count: number) => `${count} minutes`,
  now: 'If a message came now',
  nowAcknowledgement: 'The acknowledgement would be sent, in the customer’s language.',
  nowClosed: 'The closed-hours reply would be sent, in the customer’s language.',
  nowNothing: 'Nothing would be sent.',
  /** Offered when a kind is switched on without words of its own. */
  starts: {
    acknowledge: {
      ja: '{{customer.name}} 様\n\nお問い合わせありがとうございます。受付番号 {{conversation.number}} で承りました。担当者が確認のうえ、順にご返信いたします。\n\n{{brand.name}}',
      en: 'Thank you for your message. Your reference number is {{conversation.number}}. We will get back to you as soon as we can.\n\n{{brand.name}}',
    },
    closed: {
      ja: '{{customer.name}} 様\n\nお問い合わせありがとうございます。ただいま営業時間外です。{{nextOpening}} 以降に担当者よりご返信いたします（受付番号 {{conversation.number}}）。\n\n{{brand.name}}',
      en: 'Thank you for your message. We are closed at the moment and will be back on {{nextOpening}}. Your reference number is {{conversation.number}}.\n\n{{brand.name}}',
    },
  },
  gap: (names: string) => `Not sent: no value for ${names}.`,
  save: 'Save',
  discard: 'Discard changes',
  saved: 'Automatic replies saved.',
  undo: 'Undo',
  unsaved: 'Not saved yet',
  errors: {
    required: 'Please fill this in.', too_long: 'At most 1,000 characters.', unknown_variable: 'There is a variable in it that cannot be used here. Insert them from the list.', invalid: 'Not valid.',
  } as Record<string, string>,
};

const ja: typeof en = {
  hint: '自動返信は会話ごとに1回、同じお客様には1日1回までです。「自動送信」と表示され、返信済みにはなりません（お客様の待ち時間は続きます）。',
  free: '無料の返信枠があるチャネルでは、自動返信がその枠を使うため通数はかかりません。その後の返信は通数に数えられます。',
  account: 'チャネルアカウント',
  none: 'チャネルアカウントはまだありません。',
  acknowledge: '受付の自動返信',
  acknowledgeHint: '会話の最初のメッセージに返信します。担当者が返信した後は送信しません。',
  closed: '営業時間外の自動返信',
  closedHint: 'ブランドの営業時間外に、受付の自動返信の代わりに送信します。',
  expected: '回答の目安（営業時間で計算）',
  expectations: { 0: '設定しない', 30: '30分以内', 60: '1時間以内', 120: '2時間以内', 240: '4時間以内', 480: '8時間以内（1営業日）', 960: '16時間以内（2営業日）' },
  minutes: (count) => `${count}分以内`,
  now: '今メッセージが届いた場合',
  nowAcknowledgement: '受付の自動返信を、お客様の言語で送信します。',
  nowClosed: '営業時間外の自動返信を、お客様の言語で送信します。',
  nowNothing: '何も送信しません。',
  starts: en.starts,
  gap: (names) => `${names}の値がないため送信されません。`,
  save: '保存',
  discard: '変更を破棄',
  saved: '自動返信を保存しました。',
  undo: '元に戻す',
  unsaved: '未保存の変更があります',
  errors: { required: '入力してください。', too_long: '1,000文字以内で入力してください。', unknown_variable: 'ここでは使えない差し込み項目が含まれています。一覧から挿入してください。', invalid: '入力内容を確認してください。' },
};

const texts = { ja, en };
export const useAutoReplyTexts = (): typeof en => useTexts(texts);
