import type { questionsEn } from './questions-en';

/** What is asked before a message leaves. */
export const questionsJa: typeof questionsEn = {
  title: '送信する前にご確認ください',
  back: '編集に戻る',
  send: 'このまま送信',
  ask: {
    note_like: (found) => `社内向けの文面のようです（「${found}」）。このまま送るとお客様に届きます。`,
    wrong_name: (found, name) => (name === null ? `宛名が「${found}」になっています。お客様のお名前をご確認ください。` : `宛名が「${found}」になっていますが、お客様は${name}様です。`),
    other_customer_name: (found) => `「${found}」は別のお客様のお名前です。`,
    other_customer_phone: (found, name) => `${found}は${name === null ? '別のお客様' : `${name}さん`}の電話番号です。`,
    other_customer_email: (found, name) => `${found}は${name === null ? '別のお客様' : `${name}さん`}のメールアドレスです。`,
    other_customer_number: (found, name) => `「${found}」は${name === null ? '別のお客様' : `${name}さん`}との会話の番号です。`,
    other_customer_file: (found, name) => `ファイル「${found}」は${name === null ? '別のお客様' : `${name}さん`}とのやり取りで使われたものです。`,
    placeholder: (found) => `差し込み前の文字が残っています（「${found}」）。`,
    greeting_only: () => 'あいさつだけの文面です。',
    unfinished: () => '文が途中で終わっているようです。',
    attachment_missing: (found) => `「${found}」とありますが、ファイルが添付されていません。`,
    sensitive_number: (found) => `カード番号またはマイナンバーが含まれています（${found}）。`,
    answered_elsewhere: (found, name) => `${name === null ? '別の担当者' : `${name}さん`}が、${found ? `会話 ${found}` : '別の会話'}でこのお客様に返信したばかりです。`,
    wrong_brand: (found, name) => `「${found}」とありますが、お客様の問い合わせ先は${name === null ? '別のブランド' : `「${name}」`}です。`,
    other_language: (_, name) => (name === 'ja' ? 'お客様は日本語で書かれています。' : 'お客様は英語で書かれています。'),
    real_name: (found, name) => (name === null ? `本名（「${found}」）が含まれています。このブランドでは、お客様に本名を伝えない設定です。` : `本名（「${found}」）が含まれています。このブランドのお客様には「${name}」の名前で対応しています。`),
    desk_link: () => '社内画面のリンクが含まれています。お客様は開くことができません。',
    new_recipient: (found) => `新しい宛先です: ${found}`,
    many_recipients: (found) => `宛先が${found}件あります。`,
  },
  other: (found) => (found ? `「${found}」をご確認ください。` : 'もう一度ご確認ください。'),
};
