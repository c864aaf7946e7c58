import { useState } from 'react';
import type { ConversationStatus } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { saveStates } from '../../api/words';
import { useWordsTexts } from '../../locales/use-words-texts';
import { incomplete, newWord, toInput, toTree, type Word } from '../../model/word-tree';
import { SaveBar } from './save-bar';
import { WordRows } from './word-rows';
import styles from './words.module.css';

const statuses: Exclude<ConversationStatus, 'spam'>[] = ['open', 'waitingForCustomer', 'waitingForOthers', 'snoozed', 'resolved'];

/** The firm's own states, each inside one status. */
export function StatesSection() {
  const t = useWordsTexts();
  const saved = useVocabulary();
  const [draft, setDraft] = useState<Word[] | null>(null);
  const [tried, setTried] = useState(false);
  const words = draft ?? toTree(saved.states);
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.statesHint}</p>
      {statuses.map((status) => (
        <div key={status}>
          <h3>{t.statuses[status]}</h3>
          <WordRows
            words={words.filter((word) => word.status === status)}
            tried={tried}
            addLabel={t.addState}
            make={() => newWord(status)}
            onChange={(own) => setDraft(statuses.flatMap((each) => (each === status ? own : words.filter((word) => word.status === each))))}
          />
        </div>
      ))}
      <SaveBar changed={draft !== null} complete={!incomplete(words)} save={() => saveStates(saved.revision, toInput(words))} onTried={() => setTried(true)} onDone={() => { setDraft(null); setTried(false); }} />
    </section>
  );
}
