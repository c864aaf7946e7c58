// Choices of this browser (theme, language, folded columns). Storage may be blocked: then they last for the visit.
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(`hub.${name}`);
  } catch {
    return null;
  }
}

export function writeSetting(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`hub.${name}`);
    else localStorage.setItem(`hub.${name}`, value);
  } catch {
    // Nothing to do: see above.
  }
}
