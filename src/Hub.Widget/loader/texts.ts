export type Language = 'ja' | 'en';

export const texts = {
  ja: {
    open: 'チャットを開く',
    close: 'チャットを閉じる',
    frame: 'チャット',
    dismiss: 'お知らせを閉じる',
    unread: (count: number) => `チャットを開く（未読${count}件）`,
  },
  en: {
    open: 'Open chat',
    close: 'Close chat',
    frame: 'Chat',
    dismiss: 'Close this notice',
    unread: (count: number) => `Open chat (${count} unread)`,
  },
};

/** The language the page asked for, else that of the page, else that of the browser. */
export function pickLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const primary = wish?.trim().toLowerCase().split(/[-_]/)[0];
    if (primary === 'ja' || primary === 'en') return primary;
  }
  return 'en';
}
