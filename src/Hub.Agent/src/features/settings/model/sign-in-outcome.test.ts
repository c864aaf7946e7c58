import { expect, it } from 'vitest';
import { readSignInOutcome } from './sign-in-outcome';

it.each([
  ['?mailSignIn=ok&account=a1', { code: 'ok', accountId: 'a1' }],
  ['?mailSignIn=not_ours', { code: 'not_ours', accountId: null }],
  ['?account=a1', null],
  ['', null],
])('%s', (search, outcome) => {
  expect(readSignInOutcome(search)).toEqual(outcome);
});
