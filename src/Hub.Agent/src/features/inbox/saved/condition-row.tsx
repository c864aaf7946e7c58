import { IconButton } from '@/shared/ui/button';
import { useSavedTexts } from '../locales/use-saved-texts';
import type { Test } from './condition-tree';
import { type Operator, operators } from './fields-of-conditions';
import type { ConditionField } from './use-condition-fields';
import { ValueField } from './value-field';
import styles from './view-editor.module.css';

interface Props {
  test: Test;
  fields: readonly ConditionField[];
  error: string | undefined;
  onChange: (test: Test) => void;
  onRemove: () => void;
}

export function ConditionRow({ test, fields, error, onChange, onRemove }: Props) {
  const t = useSavedTexts();
  const field = fields.find((each) => each.key === test.field);
  const ops: readonly Operator[] = field ? operators[field.kind] : [];
  const chooseField = (key: string) => {
    const next = fields.find((each) => each.key === key);
    if (next) onChange({ ...test, field: key, op: operators[next.kind][0], value: next.kind === 'yesNo' || next.kind === 'ownYesNo' ? true : undefined });
  };
  return (
    <div className={styles.row} data-wrong={error ? '' : undefined}>
      <select className={styles.field} aria-label={t.field} value={test.field} onChange={(event) => chooseField(event.target.value)}>
        {!field && <option value={test.field}>{test.field}</option>}
        {fields.map((each) => <option key={each.key} value={each.key}>{each.label}</option>)}
      </select>
      <select className={styles.op} aria-label={t.operator} value={test.op} onChange={(event) => onChange({ ...test, op: event.target.value })}>
        {ops.map((op) => <option key={op} value={op}>{t.ops[op]}</option>)}
      </select>
      <div className={styles.value}>{field && test.op !== 'empty' && test.op !== 'notEmpty' && <ValueField test={test} field={field} onChange={onChange} />}</div>
      <IconButton icon="close" label={t.remove} onClick={onRemove} />
      {error && <p className={styles.error} role="alert">{error}</p>}
    </div>
  );
}
