import { useTexts } from '@/shared/lib/language';

const en = {
  title: 'Find anything',
  placeholder: 'Customer, telephone number, #number, view, reply, command',
  commands: 'Here',
  views: 'Lists',
  customers: 'Customers',
  conversations: 'Conversations',
  replies: 'Canned replies (inserted, not sent)',
  settings: 'Settings',
  searching: 'Searching…',
  nothing: 'Nothing found',
};

const ja: typeof en = {
  title: '検索・コマンド',
  placeholder: '顧客名・電話番号・#会話番号・ビュー・定型文・操作',
  commands: 'この画面の操作',
  views: '一覧',
  customers: '顧客',
  conversations: '会話',
  replies: '定型文（入力欄に挿入・送信はしません）',
  settings: '設定',
  searching: '検索しています…',
  nothing: '見つかりません',
};

const texts = { ja, en };
export const usePaletteTexts = (): typeof en => useTexts(texts);
