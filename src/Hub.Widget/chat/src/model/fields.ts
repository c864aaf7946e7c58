import type { SiteField } from './types';

const email = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}\.[^\s@<>"]{2,63}$/;

/** What the hub would say, said at once: codes by field. */
export function check(fields: readonly Pick<SiteField, 'key' | 'kind' | 'required'>[], values: Readonly<Record<string, string>>): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const { key, kind, required } of fields) {
    const value = (values[key] ?? '').trim();
    if (value === '') {
      if (required) wrong[key] = 'required';
    } else if (kind === 'email' && !email.test(value.normalize('NFKC'))) wrong[key] = 'invalid';
  }
  return wrong;
}
