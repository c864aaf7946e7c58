import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { useKeyTexts } from '@/shared/hooks/use-key-texts';
import { helpLines, keyGroups } from '@/shared/keys/help-lines';
import { Dialog } from '@/shared/ui/dialog';
import { useAppTexts } from './locales/use-app-texts';
import styles from './shell.module.css';

/** Made of the table that decides what the keys do, so it cannot say anything else. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useAppTexts();
  const keys = useKeyTexts();
  const shared = useSharedTexts();
  return (
    <Dialog title={t.help} closeLabel={shared.close} onClose={onClose} wide>
      <div className={styles.keys}>
        {keyGroups.map((group) => (
          <section key={group}>
            <h3>{keys.groups[group]}</h3>
            <dl>
              {helpLines(group, keys).map(({ key, meaning }) => (
                <div key={key}>
                  <dt><kbd>{key}</kbd></dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
