export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/**
 * Enter sends, but never the Enter that accepts a conversion. Safari ends the composition before it reports that key,
 * so `isComposing` is already false there; the key code 229 gives it away.
 */
export function enterSends(press: KeyPress): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false;
  return !press.shiftKey && !press.altKey;
}
