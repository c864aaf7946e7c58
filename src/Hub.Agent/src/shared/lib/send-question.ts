/** One thing the server asks before a message leaves. */
export interface SendQuestion {
  code: string;
  found: string | null;
  name: string | null;
}
