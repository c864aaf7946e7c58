/** A nested condition on conversations, as docs/conditions.md describes it. */
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | ConditionTest;

export interface ConditionTest {
  field: string;
  op: string;
  value?: string | string[] | number | boolean;
}
