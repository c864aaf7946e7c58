import type { LogContent, Message } from '@/api/types';
import { formatDuration, formatFull, formatShort } from '@/shared/lib/dates';
import { openLog } from '@/shared/lib/dialogs';
import { useLanguage } from '@/shared/lib/language';
import { useMay } from '@/shared/hooks/use-me';
import { useChannelName } from '@/shared/hooks/use-shared-texts';
import { Button } from '@/shared/ui/button';
import { Icon, type IconName } from '@/shared/ui/icon';
import { useThreadTexts } from '../locales/use-thread-texts';
import { LinkedText } from './message-content';
import styles from './log-view.module.css';

const icons: Record<LogContent['medium'], IconName> = { phone: 'phone', fax: 'file', letter: 'letter', visit: 'person' };

/** What was said where no channel carried it, as a person or a telephone system wrote it down. */
export function LogView({ message, content, me }: { message: Message; content: LogContent; me: string }) {
  const t = useThreadTexts().log;
  const language = useLanguage();
  const medium = useChannelName()(content.medium);
  const mayWrite = useMay()('conversations.reply');
  const mine = message.sender.id === me || content.call !== null;
  const empty = content.reason === null && content.outcome === null && content.body === null;
  return (
    <div className={styles.log} data-number={message.number}>
      <div className={styles.head}>
        <Icon name={icons[content.medium]} size={15} />
        <strong>{t.title(medium, t.directions[content.direction])}</strong>
        {content.call && content.call !== 'ended' && <span className={content.call === 'missed' ? styles.missed : styles.running}>{t.calls[content.call]}</span>}
        {content.durationSeconds !== null && content.durationSeconds > 0 && <span>{formatDuration(content.durationSeconds, language)}</span>}
        {message.sender.type === 'agent' && <span>{message.sender.name}</span>}
        <time dateTime={content.startedAt} title={formatFull(content.startedAt, language)}>{formatShort(content.startedAt, language)}</time>
      </div>
      {(content.reason || content.outcome) && (
        <dl className={styles.facts}>
          {content.reason && <div><dt>{t.reason}</dt><dd>{content.reason}</dd></div>}
          {content.outcome && <div><dt>{t.outcome}</dt><dd>{content.outcome}</dd></div>}
        </dl>
      )}
      {content.body && <LinkedText text={content.body} />}
      {(content.recordingUrl || (mine && mayWrite)) && (
        <div className={styles.foot}>
          {content.recordingUrl && <a href={content.recordingUrl} target="_blank" rel="noopener noreferrer nofollow">{t.recording}</a>}
          {mine && mayWrite && <Button look="link" onClick={() => openLog(message.conversationId, { number: message.number, content })}>{empty ? t.complete : t.edit}</Button>}
        </div>
      )}
    </div>
  );
}
