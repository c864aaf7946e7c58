import type { machineEn } from './machine-en';

export const machineJa: typeof machineEn = {
  automatic: { auto_reply: '相手先の自動返信', bounce: '配信エラー通知', report: '開封・配信の通知', continued: 'メールで継続' },
  continuedHint: 'チャットで未読のままだった返信をメールでも送信しました。お客様の返信はこの会話に届きます。',
  transcriptSent: (address) => `お客様のご希望により、チャットの内容を ${address} に送信しました`,
  automaticHint: '機械が送ったメールです。返事は待たれておらず、自動返信もしません。',
  moved: '別の会話に移しました',
  reports: {
    delayed: '配信が遅れています（送信を続けています）',
    complaint: '受信者に迷惑メールとして報告されました',
    bounce_user_unknown: '届きませんでした（アドレスが存在しません）',
    bounce_mailbox_full: '届きませんでした（受信箱がいっぱいです）',
    bounce_mailbox_disabled: '届きませんでした（アカウントが停止されています）',
    bounce_blocked: '受信側のサーバーに拒否されました',
    bounce_too_large: '届きませんでした（サイズ超過）',
    bounce_host_unknown: '届きませんでした（ドメインが存在しません）',
    other: '届きませんでした',
  },
};
