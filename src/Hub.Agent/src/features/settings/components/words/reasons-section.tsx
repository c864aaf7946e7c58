import { useState } from 'react';
import { useBrands } from '@/api/directory';
import type { Term, Vocabulary } from '@/api/vocabulary';
import { useVocabulary } from '@/api/vocabulary';
import { SelectField } from '@/shared/ui/field';
import { saveReasons, saveResults, type WordInput } from '../../api/words';
import { useWordsTexts } from '../../locales/use-words-texts';
import { incomplete, toInput, toTree, type Word } from '../../model/word-tree';
import { SaveBar } from './save-bar';
import { WordRows } from './word-rows';
import styles from './words.module.css';

/** Contact reasons and results of one brand at a time. */
export function ReasonsSection() {
  const t = useWordsTexts();
  const brands = useBrands();
  const saved = useVocabulary();
  const [chosen, setChosen] = useState<string | null>(null);
  const brandId = chosen ?? brands[0]?.id;
  if (!brandId) return null;
  const of = (terms: readonly Term[]) => terms.filter((term) => term.brandId === brandId);
  return (
    <section className={styles.section} key={brandId}>
      {brands.length > 1 && (
        <SelectField label={t.brand} className={styles.brand} value={brandId} onChange={(event) => setChosen(event.target.value)}>
          {brands.map((brand) => <option key={brand.id} value={brand.id}>{brand.name}</option>)}
        </SelectField>
      )}
      <h3>{t.reasons}</h3>
      <p className={styles.hint}>{t.reasonsHint}</p>
      <TermEditor revision={saved.revision} terms={of(saved.reasons)} below={2} addLabel={t.addReason} save={saveReasons(brandId)} />
      <h3>{t.results}</h3>
      <p className={styles.hint}>{t.resultsHint}</p>
      <TermEditor revision={saved.revision} terms={of(saved.results)} below={0} addLabel={t.addResult} save={saveResults(brandId)} />
    </section>
  );
}

interface EditorProps {
  revision: string;
  terms: Term[];
  below: number;
  addLabel: string;
  save: (revision: string, items: WordInput[]) => Promise<Vocabulary>;
}

function TermEditor({ revision, terms, below, addLabel, save }: EditorProps) {
  const [draft, setDraft] = useState<Word[] | null>(null);
  const [tried, setTried] = useState(false);
  const words = draft ?? toTree(terms);
  return (
    <>
      <WordRows words={words} below={below} tried={tried} addLabel={addLabel} onChange={setDraft} />
      <SaveBar changed={draft !== null} complete={!incomplete(words)} save={() => save(revision, toInput(words))} onTried={() => setTried(true)} onDone={() => { setDraft(null); setTried(false); }} />
    </>
  );
}
