import { useState } from 'react';
import type { ConversationDetail } from '@/api/types';
import { useComposedTexts } from '../locales/use-composed-texts';
import type { Composed } from '../model/composed';
import styles from './composed.module.css';

export function StickerForm({ detail, busy, onSend }: { detail: ConversationDetail; busy: boolean; onSend: (composed: Composed) => void }) {
  const t = useComposedTexts();
  const packs = detail.capabilities.stickers ?? [];
  const [chosen, setChosen] = useState(packs[0]?.packageId);
  const pack = packs.find((each) => each.packageId === chosen);
  const ids = pack ? Array.from({ length: pack.last - pack.first + 1 }, (_, at) => String(pack.first + at)) : [];
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{t.stickerHint}</p>
      <div className={styles.choice} role="radiogroup" aria-label={t.packs}>
        {packs.map((each) => <label key={each.packageId}><input type="radio" name="sticker-pack" checked={each.packageId === chosen} onChange={() => setChosen(each.packageId)} />{t.pack(each.packageId)}</label>)}
      </div>
      <div className={styles.stickers}>
        {ids.map((id) => (
          <button key={id} type="button" className={styles.sticker} disabled={busy} aria-label={t.stickerPick(id)} onClick={() => pack && onSend({ sticker: { packageId: pack.packageId, stickerId: id } })}>
            <img src={`/api/stickers/${detail.accountId}/${id}`} alt="" loading="lazy" width={64} height={64} />
          </button>
        ))}
      </div>
    </div>
  );
}
