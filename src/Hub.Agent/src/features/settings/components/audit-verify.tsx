import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { showToast } from '@/shared/lib/toasts';
import { Button, IconButton } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { verifyAudit } from '../api/audit';
import { useAuditTexts } from '../locales/use-audit-texts';
import { copyText } from '../model/copy-text';
import styles from './audit.module.css';

export function AuditVerify() {
  const t = useAuditTexts().verify;
  const errorText = useErrorText();
  const [checkpoint, setCheckpoint] = useState('');
  const check = useMutation({ mutationFn: () => verifyAudit(checkpoint.trim()) });
  const verdict = check.data;
  const problem = check.isError ? (errorCode(check.error) === 'invalid' ? t.badCheckpoint : errorText(errorCode(check.error))) : null;
  return (
    <form
      className={styles.verify}
      onSubmit={(event) => {
        event.preventDefault();
        check.mutate();
      }}
    >
      <h3>{t.title}</h3>
      <p className={styles.hint}>{t.hint}</p>
      <div className={styles.verifyForm}>
        <Field label={t.checkpoint} value={checkpoint} spellCheck={false} autoComplete="off" error={problem} onChange={(event) => setCheckpoint(event.target.value)} />
        <Button type="submit" disabled={check.isPending}>{check.isPending ? t.running : t.run}</Button>
      </div>
      <div role="status">
        {verdict && (
          <p className={classNames(styles.verdict, verdict.whole ? styles.good : styles.bad)}>
            {verdict.whole ? t.whole(verdict.checked) : t.broken(verdict.brokenSeq ?? 0, t.reasons[verdict.reason ?? ''] ?? verdict.reason ?? '')}
          </p>
        )}
        {verdict?.whole && verdict.checkpoint && (
          <p className={styles.checkpoint}>
            <span className={styles.hint}>{t.keep}</span>
            <code>{verdict.checkpoint}</code>
            <IconButton icon="copy" label={t.copy} onClick={() => void copyText(verdict.checkpoint ?? '').then(() => showToast(t.copied))} />
          </p>
        )}
      </div>
    </form>
  );
}
