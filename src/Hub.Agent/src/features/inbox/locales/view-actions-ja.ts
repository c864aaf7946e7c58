import type { en } from './view-actions-en';

export const ja: typeof en = {
  edit: '保存ビューの編集',
  duplicate: '保存ビューの複製',
  actions: 'このビューの操作',
  up: '上へ移動',
  down: '下へ移動',
  delete: '保存ビューを削除',
  deleted: (name) => `「${name}」を削除しました。`,
  restored: '保存ビューを元に戻しました。',
  undo: '元に戻す',
};
