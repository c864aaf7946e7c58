import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import { vocabularyKey, type Vocabulary } from '@/api/vocabulary';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { useWordsTexts } from '../../locales/use-words-texts';
import styles from './words.module.css';

interface Props {
  changed: boolean;
  complete: boolean;
  save: () => Promise<Vocabulary>;
  onTried: () => void;
  /** What was typed has become the truth, or is thrown away. */
  onDone: () => void;
}

/** Shown while something differs from what is saved. Somebody else's change in between is said, and nothing typed is lost by it. */
export function SaveBar({ changed, complete, save, onTried, onDone }: Props) {
  const t = useWordsTexts();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!changed) return null;
  const submit = async () => {
    onTried();
    if (!complete) return setProblem(t.incomplete);
    setSaving(true);
    try {
      client.setQueryData(vocabularyKey, await save());
      setProblem(null);
      onDone();
      showToast(t.saved);
    } catch (error) {
      setProblem(errorCode(error) === 'changed_meanwhile' ? t.changedMeanwhile : errorText(errorCode(error)));
    } finally {
      setSaving(false);
    }
    return undefined;
  };
  const discard = () => {
    setProblem(null);
    void client.invalidateQueries({ queryKey: vocabularyKey });
    onDone();
  };
  return (
    <div className={styles.saveBar}>
      <p role="alert">{problem}</p>
      <Button onClick={discard}>{t.discard}</Button>
      <Button look="primary" disabled={saving} onClick={() => void submit()}>{t.save}</Button>
    </div>
  );
}
