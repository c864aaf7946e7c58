import { showToast } from '@/shared/lib/toasts';
import { IconButton } from '@/shared/ui/button';
import { copyText } from '../model/copy-text';
import styles from './chat.module.css';
import { useChatTexts } from './texts';

export function EmbedCode({ siteKey }: { siteKey: string }) {
  const t = useChatTexts();
  const code = `<script src="${location.origin}/widget.js" data-site="${siteKey}" async></script>`;
  return (
    <div className={styles.embed}>
      <span>{t.embed}</span>
      <code>{code}</code>
      <IconButton icon="copy" label={t.copy} onClick={() => void copyText(code).then(() => showToast(t.copied))} />
    </div>
  );
}
