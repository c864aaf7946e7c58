import type { MessageContent } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { formatTime } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Icon } from '@/shared/ui/icon';
import { useComposedTexts } from '../locales/use-composed-texts';
import { linkState } from '../model/member-link';
import { LinkedText } from './message-content';
import styles from './message.module.css';

/** The way to the member page as it was sent, and what came of it. */
export function MemberLinkView({ content }: { content: Extract<MessageContent, { type: 'memberLink' }> }) {
  const t = useComposedTexts();
  const language = useLanguage();
  const now = useNow(15_000);
  const state = linkState(content, now);
  return (
    <div>
      <p className={styles.special}><Icon name="person" />{t.kinds['memberLink']}</p>
      <LinkedText text={content.body} />
      <p className={styles.answers}><span className={styles.answer}>{content.label}</span></p>
      {state && <p className={styles.detail}>{state === 'sent' ? t.memberState.sent(formatTime(content.expiresAt ?? '', language)) : t.memberState[state]}</p>}
    </div>
  );
}
