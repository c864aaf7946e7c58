import type { Condition, ConditionTest } from '@/api/condition';
import { newId } from '@/shared/lib/new-id';

export type GroupKind = 'all' | 'any' | 'none';
export type TestValue = ConditionTest['value'];

export interface Group {
  id: string;
  kind: GroupKind;
  parts: Part[];
}

export interface Test {
  id: string;
  field: string;
  op: string;
  value: TestValue | undefined;
}

export type Part = Group | Test;

export const isGroup = (part: Part): part is Group => 'parts' in part;
export const newTest = (field: string, op: string): Test => ({ id: newId(), field, op, value: undefined });
export const newGroup = (kind: GroupKind, parts: Part[] = []): Group => ({ id: newId(), kind, parts });

function partOf(condition: Condition): Part {
  if ('all' in condition) return newGroup('all', condition.all.map(partOf));
  if ('any' in condition) return newGroup('any', condition.any.map(partOf));
  if ('not' in condition) return newGroup('none', 'any' in condition.not ? condition.not.any.map(partOf) : [partOf(condition.not)]);
  return { id: newId(), field: condition.field, op: condition.op, value: condition.value };
}

/** A condition as the editor shows it: always a group at the top. */
export function treeOf(condition: Condition): Group {
  const part = partOf(condition);
  return isGroup(part) ? part : newGroup('all', [part]);
}

const needsNoValue = (op: string): boolean => op === 'empty' || op === 'notEmpty';
const isFilled = ({ op, value }: Test): boolean => needsNoValue(op) || (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '');

function conditionOfPart(part: Part): Condition | null {
  if (!isGroup(part)) return !isFilled(part) ? null : needsNoValue(part.op) || part.value === undefined ? { field: part.field, op: part.op } : { field: part.field, op: part.op, value: part.value };
  const parts = part.parts.map(conditionOfPart);
  const whole = parts.filter((each) => each !== null);
  if (whole.length === 0 || whole.length < parts.length) return null;
  return part.kind === 'all' ? { all: whole } : part.kind === 'any' ? { any: whole } : { not: { any: whole } };
}

/** Null while something is still to be filled in. Without any part it means every conversation. */
export const conditionOf = (tree: Group): Condition | null => (tree.parts.length === 0 ? { all: [] } : conditionOfPart(tree));

const mapGroups = (group: Group, change: (group: Group) => Group): Group => change({ ...group, parts: group.parts.map((part) => (isGroup(part) ? mapGroups(part, change) : part)) });

export const replacePart = (tree: Group, part: Part): Group =>
  tree.id === part.id ? (part as Group) : mapGroups(tree, (group) => ({ ...group, parts: group.parts.map((each) => (each.id === part.id ? part : each)) }));

export const removePart = (tree: Group, id: string): Group => mapGroups(tree, (group) => ({ ...group, parts: group.parts.filter((each) => each.id !== id) }));

export const addPart = (tree: Group, groupId: string, part: Part): Group => mapGroups(tree, (group) => (group.id === groupId ? { ...group, parts: [...group.parts, part] } : group));

/** The id of the part a path of the server speaks of, such as `conditions.all[1].not.any[0].value`. */
export function partAt(tree: Group, path: string): string {
  let part: Part = tree;
  for (const [, index] of path.matchAll(/\[(\d+)\]/g)) {
    const next: Part | undefined = isGroup(part) ? part.parts[Number(index)] : undefined;
    if (!next) break;
    part = next;
  }
  return part.id;
}
