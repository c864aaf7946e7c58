/** True while an input method is composing: such an Enter belongs to the text, never to the application. */
export function isComposing(event: { isComposing?: boolean; keyCode?: number; nativeEvent?: { isComposing?: boolean; keyCode?: number } }): boolean {
  const native = event.nativeEvent ?? event;
  // Safari ends the composition before the keydown of its Enter and leaves only the key code 229.
  return native.isComposing === true || native.keyCode === 229;
}

export const isEnter = (event: { code: string }): boolean => event.code === 'Enter' || event.code === 'NumpadEnter';

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type);
}

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
