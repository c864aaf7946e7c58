import { Button, IconButton } from '@/shared/ui/button';
import { useSavedTexts } from '../locales/use-saved-texts';
import { ConditionRow } from './condition-row';
import { addPart, type Group, type GroupKind, isGroup, newGroup, newTest, removePart, replacePart } from './condition-tree';
import { operators } from './fields-of-conditions';
import type { ConditionField } from './use-condition-fields';
import styles from './view-editor.module.css';

const kinds: GroupKind[] = ['all', 'any', 'none'];
const deepest = 2;

interface Props {
  group: Group;
  level: number;
  tree: Group;
  fields: readonly ConditionField[];
  errors: Record<string, string>;
  onChange: (tree: Group) => void;
}

/** A group of conditions; groups stand inside groups, three levels of them. */
export function ConditionGroup({ group, level, tree, fields, errors, onChange }: Props) {
  const t = useSavedTexts();
  const first = fields[0];
  const test = () => newTest(first?.key ?? 'status', first ? operators[first.kind][0] : 'in');
  return (
    <div className={level === 0 ? styles.root : styles.group} role="group" aria-label={t.kinds[group.kind]}>
      <div className={styles.groupHead}>
        <select aria-label={t.conditions} value={group.kind} onChange={(event) => onChange(replacePart(tree, { ...group, kind: event.target.value as GroupKind }))}>
          {kinds.map((kind) => <option key={kind} value={kind}>{t.kinds[kind]}</option>)}
        </select>
        {level > 0 && <IconButton icon="trash" label={t.removeGroup} onClick={() => onChange(removePart(tree, group.id))} />}
      </div>
      {errors[group.id] && <p className={styles.error} role="alert">{errors[group.id]}</p>}
      {group.parts.map((part) =>
        isGroup(part) ? (
          <ConditionGroup key={part.id} group={part} level={level + 1} tree={tree} fields={fields} errors={errors} onChange={onChange} />
        ) : (
          <ConditionRow key={part.id} test={part} fields={fields} error={errors[part.id]} onChange={(next) => onChange(replacePart(tree, next))} onRemove={() => onChange(removePart(tree, part.id))} />
        ),
      )}
      <div className={styles.adds}>
        <Button look="quiet" icon="plus" onClick={() => onChange(addPart(tree, group.id, test()))}>{t.addTest}</Button>
        {level < deepest && <Button look="quiet" icon="plus" onClick={() => onChange(addPart(tree, group.id, newGroup('any', [test()])))}>{t.addGroup}</Button>}
      </div>
    </div>
  );
}
