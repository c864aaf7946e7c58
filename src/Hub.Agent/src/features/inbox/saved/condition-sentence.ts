import type { en } from '../locales/saved-en';
import type { Group, Part, Test } from './condition-tree';
import { isGroup } from './condition-tree';
import { type Operator, readSpan } from './fields-of-conditions';
import type { ConditionField } from './use-condition-fields';

type Texts = typeof en;

/** What a condition means, as a person would say it. What is still empty is shown as a gap. */
export function sentenceOf(tree: Group, fields: readonly ConditionField[], t: Texts): string {
  return tree.parts.length === 0 ? t.everything : groupText(tree, fields, t);
}

function groupText({ kind, parts }: Group, fields: readonly ConditionField[], t: Texts): string {
  const said = parts.map((part) => partText(part, fields, t, parts.length > 1 || kind === 'none'));
  const joined = said.join(kind === 'all' ? t.and : t.or);
  return kind === 'none' ? t.not(joined) : joined;
}

function partText(part: Part, fields: readonly ConditionField[], t: Texts, nested: boolean): string {
  if (!isGroup(part)) return testText(part, fields, t);
  if (part.parts.length === 0) return t.gap;
  const text = groupText(part, fields, t);
  return nested && part.parts.length > 1 && part.kind !== 'none' ? t.nested(text) : text;
}

function testText(test: Test, fields: readonly ConditionField[], t: Texts): string {
  const field = fields.find((each) => each.key === test.field);
  const label = field?.label ?? test.field;
  return (t.say[test.op as Operator] ?? t.say.in)(label, valueText(test, field, t));
}

function valueText({ value }: Test, field: ConditionField | undefined, t: Texts): string {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return t.gap;
  if (Array.isArray(value)) return value.map((id) => t.quoted(field?.choices.find((choice) => choice.id === id)?.label ?? id)).join(t.orShort);
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  const span = field?.kind === 'age' || field?.kind === 'due' ? readSpan(value) : null;
  return span ? t.span[span.unit](span.amount) : field?.kind === 'text' ? t.quoted(String(value)) : String(value);
}
