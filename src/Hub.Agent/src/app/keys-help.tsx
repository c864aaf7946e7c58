import { useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Dialog } from '@/shared/ui/dialog';
import { useAppTexts } from './locales/use-app-texts';
import styles from './shell.module.css';

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useAppTexts();
  const shared = useSharedTexts();
  return (
    <Dialog title={t.help} closeLabel={shared.close} onClose={onClose} wide>
      <div className={styles.keys}>
        {t.keys.map(([group, keys]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keys.map(([key, meaning]) => (
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
