export type FieldKind = 'choice' | 'ownChoice' | 'list' | 'yesNo' | 'age' | 'due' | 'number' | 'ownNumber' | 'text' | 'date' | 'ownYesNo';
export type Operator = 'in' | 'notIn' | 'hasAny' | 'hasAll' | 'hasNone' | 'is' | 'olderThan' | 'newerThan' | 'within' | 'laterThan' | 'exactly' | 'atLeast' | 'atMost' | 'on' | 'before' | 'after' | 'contains' | 'empty' | 'notEmpty';

/** As docs/conditions.md lists them, the usual one first. */
export const operators: Record<FieldKind, readonly [Operator, ...Operator[]]> = {
  choice: ['in', 'notIn'],
  ownChoice: ['in', 'notIn', 'empty', 'notEmpty'],
  list: ['hasAny', 'hasAll', 'hasNone', 'empty', 'notEmpty'],
  yesNo: ['is'],
  ownYesNo: ['is', 'empty', 'notEmpty'],
  age: ['olderThan', 'newerThan', 'empty', 'notEmpty'],
  due: ['within', 'laterThan', 'empty', 'notEmpty'],
  number: ['atLeast', 'atMost', 'exactly'],
  ownNumber: ['atLeast', 'atMost', 'exactly', 'empty', 'notEmpty'],
  text: ['contains', 'exactly', 'empty', 'notEmpty'],
  date: ['on', 'before', 'after', 'empty', 'notEmpty'],
};

/** The fields every hub has; those of the firm come after them. */
export const builtInFields = {
  status: 'choice',
  state: 'choice',
  owner: 'choice',
  team: 'choice',
  tags: 'list',
  unread: 'yesNo',
  waiting: 'age',
  lastActivity: 'age',
  created: 'age',
  resolved: 'age',
  due: 'due',
  brand: 'choice',
  channel: 'choice',
  account: 'choice',
  reason: 'choice',
  result: 'choice',
  followUp: 'yesNo',
  failedSend: 'yesNo',
  scheduled: 'yesNo',
  reopens: 'number',
  letterSpam: 'yesNo',
  letterDmarc: 'choice',
  customerLanguage: 'choice',
  customerTags: 'list',
  customerCompany: 'text',
  customerCaution: 'yesNo',
  customerBlocked: 'yesNo',
  customerReachable: 'yesNo',
} as const satisfies Record<string, FieldKind>;

export type BuiltInField = keyof typeof builtInFields;
export const ownField = 'fields.';
export const isBuiltInField = (field: string): field is BuiltInField => Object.hasOwn(builtInFields, field);

export type TimeUnit = 'm' | 'h' | 'd';
export const timeUnits: readonly TimeUnit[] = ['m', 'h', 'd'];

export function readSpan(value: unknown): { amount: number; unit: TimeUnit } | null {
  const match = typeof value === 'string' ? /^(\d{1,7})([mhd])$/.exec(value) : null;
  return match ? { amount: Number(match[1]), unit: match[2] as TimeUnit } : null;
}
