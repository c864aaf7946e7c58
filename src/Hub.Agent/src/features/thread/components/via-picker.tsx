import { type KeyboardEvent, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ConversationDetail, ReplyWay, ReplyWays } from '@/api/types';
import { useChannelName } from '@/shared/hooks/use-shared-texts';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { keyLabel } from '@/shared/keys/key-press';
import { classNames } from '@/shared/lib/class-names';
import { formatAddress } from '@/shared/lib/format-phone';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Icon } from '@/shared/ui/icon';
import { Popover } from '@/shared/ui/popover';
import { useLetterTexts } from '../locales/use-letter-texts';
import { useThreadTexts } from '../locales/use-thread-texts';
import { chooseWay } from '../model/drafts';
import styles from './via.module.css';

interface Props {
  detail: ConversationDetail;
  ways: ReplyWays;
  way: ReplyWay | undefined;
}

/** "via": all addresses of the customer; those that cannot be used are grey and say why. What was typed stays. */
export function ViaPicker({ detail, ways, way }: Props) {
  const t = useLetterTexts().via;
  const channelName = useChannelName();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  useShortcuts({ 'conversation.via': () => setOpen(!open) });
  const choose = (chosen: ReplyWay) => {
    chooseWay(detail.id, { identityId: chosen.identityId, usual: ways.usual });
    setOpen(false);
    document.querySelector<HTMLElement>('[data-composer]')?.focus();
  };
  return (
    <>
      <button ref={anchor} type="button" className={classNames(styles.button, way && !way.home && styles.crossed)} aria-haspopup="dialog" aria-expanded={open} title={`${t.choose} (${keyLabel('conversation.via')})`} onClick={() => setOpen(!open)}>
        {way ? <ChannelMark channel={way.channel} label={t.via(channelName(way.channel))} withLabel /> : t.choose}
        {way && !way.home && way.address && <span className={styles.address}>{formatAddress(way.address)}</span>}
        <Icon name="down" size={11} />
      </button>
      {open && (
        <Popover anchor={anchor} label={t.choose} onClose={() => setOpen(false)} width={340}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move between the buttons inside, Tab does the same */}
          <ul className={styles.list} onKeyDown={onArrow}>
            {ways.items.map((each) => <Item key={each.identityId} way={each} chosen={each.identityId === way?.identityId} onChoose={choose} />)}
          </ul>
        </Popover>
      )}
    </>
  );
}

function Item({ way, chosen, onChoose }: { way: ReplyWay; chosen: boolean; onChoose: (way: ReplyWay) => void }) {
  const t = useLetterTexts().via;
  const { reasons, reasonOther } = useThreadTexts().composer;
  const channelName = useChannelName();
  const usable = way.reason === null;
  return (
    <li>
      <button type="button" className={styles.way} aria-disabled={!usable} aria-pressed={chosen} {...(chosen ? { 'data-autofocus': '' } : {})} onClick={() => usable && onChoose(way)}>
        <span className={styles.head}>
          <ChannelMark channel={way.channel} label={channelName(way.channel)} withLabel />
          {chosen && <Icon name="check" size={14} />}
        </span>
        <span className={styles.faint}>{[formatAddress(way.address), way.accountName, way.home ? t.home : way.verified ? null : t.claimed].filter(Boolean).join(' · ')}</span>
        {way.reason !== null && <span className={styles.why}>{t.reasons[way.reason] ?? reasons[way.reason] ?? reasonOther}</span>}
        {way.reason === null && way.sendingPaused && <span className={styles.why}>{t.paused}</span>}
      </button>
      {way.open && <Link className={styles.open} href={`/inbox/open/${way.open.id}`}>{t.openThere(way.open.number)}</Link>}
    </li>
  );
}

function onArrow(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button, a')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[(at + (event.key === 'ArrowDown' ? 1 : all.length - 1)) % all.length]?.focus();
}
