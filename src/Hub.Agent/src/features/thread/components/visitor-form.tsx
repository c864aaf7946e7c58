import type { Message } from '@/api/types';
import { useTexts } from '@/shared/lib/language';
import styles from './visitor-form.module.css';

const texts = {
  ja: { title: 'チャット開始前の回答（本人の申告）', consent: '同意した内容' },
  en: { title: 'Told before the chat (not verified)', consent: 'Agreed to' },
};

/** What a visitor has filled in before the first message. */
export function VisitorForm({ message }: { message: Message }) {
  const t = useTexts(texts);
  if (message.content.type !== 'activity') return null;
  const { answers = [], consent } = message.content.data;
  return (
    <dl className={styles.form} aria-label={t.title}>
      <dt className={styles.title}>{t.title}</dt>
      {answers.map(({ label, value }) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      {consent && <div><dt>{t.consent}</dt><dd>{consent}</dd></div>}
    </dl>
  );
}
