import type { en } from './en';

export const ja: typeof en = {
  title: 'サインイン',
  lead: 'あらゆるチャネルのお問い合わせを、ひとつの画面で。',
  email: 'メールアドレス',
  password: 'パスワード',
  submit: 'サインイン',
  submitting: 'サインインしています…',
  wrong: 'メールアドレスまたはパスワードが正しくありません。',
  throttled: (seconds) => `試行回数が上限に達しました。${seconds}秒後にもう一度お試しください。`,
  emailMissing: 'メールアドレスを入力してください。',
  passwordMissing: 'パスワードを入力してください。',
  other: 'English',
};
