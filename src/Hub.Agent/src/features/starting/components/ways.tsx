import type { Way } from '@/api/types';
import { useChannelName } from '@/shared/hooks/use-shared-texts';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { useStartingTexts } from '../locales/use-starting-texts';
import styles from './starting.module.css';

/** The channels a customer can be written to on; the others greyed, with the reason. */
export function Ways({ ways, chosen, onChoose }: { ways: Way[]; chosen: string | null; onChoose: (identityId: string) => void }) {
  const t = useStartingTexts();
  const channelName = useChannelName();
  return (
    <fieldset className={styles.ways}>
      <legend>{t.via}</legend>
      {ways.map((way) => (
        <label key={way.identityId} className={styles.way}>
          <input type="radio" name="way" value={way.identityId} checked={way.identityId === chosen} disabled={way.reason !== null} onChange={() => onChoose(way.identityId)} />
          <ChannelMark channel={way.channel} label={channelName(way.channel)} />
          <span className={styles.names}>
            <span>{way.accountName}</span>
            <span className={styles.faint}>{[way.displayName, way.brandName, way.verified && t.verified].filter(Boolean).join(' · ')}</span>
          </span>
          {(way.reason || way.openConversationId) && <span className={styles.why}>{way.reason ? (t.reasons[way.reason] ?? t.reasons['not_reachable']) : t.goesOn}</span>}
        </label>
      ))}
    </fieldset>
  );
}
