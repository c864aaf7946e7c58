import type { DraftKind } from '@/api/types';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './composer.module.css';

/** Whether what is written goes to the customer or to colleagues. */
export function ComposerTabs({ kind, onChoose }: { kind: DraftKind; onChoose: (kind: DraftKind) => void }) {
  const t = useThreadTexts().composer;
  return (
    <div className={styles.tabs} role="tablist" aria-label={t.mode}>
      {(['reply', 'note'] as const).map((each) => (
        <button key={each} type="button" role="tab" aria-selected={kind === each} className={styles.tab} title={each === 'reply' ? `${t.reply} (R, Shift+R)` : `${t.note} (N, Shift+N)`} onClick={() => onChoose(each)}>
          {t[each]}
        </button>
      ))}
    </div>
  );
}
