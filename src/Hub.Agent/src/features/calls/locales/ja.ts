import type { en } from './en';

export const ja: typeof en = {
  rings: '着信中',
  outgoing: '発信中',
  talking: '通話中',
  on: (line) => `${line}へ`,
  withheld: '非通知',
  unknown: '登録のない番号',
  several: (count) => `この番号の顧客が${count}人います`,
  openConversations: '対応中：',
  open: '開く',
  openKey: 'Alt+O',
  newCustomer: '新規登録',
  hide: '閉じる',
};
