import { useTexts } from '@/shared/lib/language';

const en = {
  title: 'Canned replies',
  open: 'Canned replies',
  loading: 'Loading…',
  failed: 'The replies could not be loaded.',
  scopes: { own: 'Mine', team: 'Team', brand: 'Brand' },
  used: (count: number) => (count === 1 ? 'Used once' : `Used ${count} times`),
  files: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  noFiles: 'This channel takes no files: only the text was inserted.',
  keys: 'Enter inserts, Esc closes',
  empty: (names: string) => `Not known, to be typed: ${names}`,
  strip: (names: string) => `Still to fill in: ${names}`,
  stripHint: 'Tab goes to it. Nothing is sent until it is filled in.',
  next: 'Go to it',
  variables: {
    'customer.name': 'customer’s name', 'customer.kana': 'kana', 'customer.company': 'company', 'agent.name': 'your name', 'brand.name': 'brand', 'conversation.number': 'number',
    'order.number': 'order number', 'order.date': 'order date', 'order.total': 'order total', 'order.item': 'item ordered', 'order.tracking': 'tracking number', nextOpening: 'next opening', expectedAnswer: 'expected answer',
  } as Record<string, string>,
};

const ja: typeof en = {
  title: '定型文',
  open: '定型文',
  loading: '読み込み中…',
  failed: '定型文を読み込めませんでした。',
  scopes: { own: '自分', team: 'チーム', brand: 'ブランド' },
  used: (count) => `使用${count}回`,
  files: (count) => `添付${count}件`,
  noFiles: 'このチャネルではファイルを送れないため、本文だけを挿入しました。',
  keys: 'Enterで挿入、Escで閉じる',
  empty: (names) => `未登録のため入力が必要: ${names}`,
  strip: (names) => `未入力の項目: ${names}`,
  stripHint: 'Tabキーで移動できます。入力が済むまで送信されません。',
  next: '移動',
  variables: {
    'customer.name': 'お客様名', 'customer.kana': 'フリガナ', 'customer.company': '会社名', 'agent.name': '担当者名', 'brand.name': 'ブランド名', 'conversation.number': '受付番号',
    'order.number': '注文番号', 'order.date': '注文日', 'order.total': '注文金額', 'order.item': '商品名', 'order.tracking': '配送伝票番号', nextOpening: '次の営業開始', expectedAnswer: '回答の目安',
  },
};

const texts = { ja, en };
export const useCannedTexts = (): typeof en => useTexts(texts);

/** Names of variables as people call them. */
export function useVariableNames(): (names: readonly string[]) => string {
  const { variables } = useCannedTexts();
  const known = new Map(Object.entries(variables).map(([name, text]) => [name.toLowerCase(), text]));
  return (names) => [...new Set(names)].map((name) => known.get(name.toLowerCase()) ?? name).join('、');
}
