const japan = '+81';
const groups: [RegExp, string][] = [
  [/^(0800)(\d{3})(\d{4})$/, '$1-$2-$3'],
  [/^(0[5-9]0)(\d{4})(\d{4})$/, '$1-$2-$3'],
  [/^(0120|0570|0990)(\d{3})(\d{3})$/, '$1-$2-$3'],
  [/^(0[36])(\d{4})(\d{4})$/, '$1-$2-$3'],
];

/** A number in E.164 as one reads it in Japan; area codes of other lengths are left together rather than cut wrongly. */
export function formatPhone(number: string): string {
  if (!number.startsWith(japan)) return number;
  const national = `0${number.slice(japan.length)}`;
  const group = groups.find(([pattern]) => pattern.test(national));
  return group ? national.replace(group[0], group[1]) : national;
}

/** An address on a channel as people read it: numbers with their hyphens, all others as they are. */
export const formatAddress = (address: string | null): string | null => (address?.startsWith('+') ? formatPhone(address) : address);
