/** What came of a sign-in at a mail provider, as the server says it when the browser comes back. */
export interface SignInOutcome {
  /** "ok", "denied", "refused", "unavailable", "no_lasting_access" or "not_ours". */
  code: string;
  /** Null when it is not known which account it was for. */
  accountId: string | null;
}

export function readSignInOutcome(search: string): SignInOutcome | null {
  const query = new URLSearchParams(search);
  const code = query.get('mailSignIn');
  return code ? { code, accountId: query.get('account') } : null;
}
