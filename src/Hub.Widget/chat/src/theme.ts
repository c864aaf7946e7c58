import { mix, parseColour, pressed, readableOn, usualAccent, wordsOn } from '../../bridge/colour';

export type Scheme = 'auto' | 'light' | 'dark';

const pages = { light: '#ffffff', dark: '#14171d' };
const dark = matchMedia('(prefers-color-scheme: dark)');
let chosen: { accent: string; scheme: Scheme } | null = null;

dark.addEventListener('change', () => chosen && paint(chosen.accent, chosen.scheme));

/** The site's colour, and what must follow from it to be readable on light and dark. */
export function applyTheme(accent: string | null | undefined, scheme: string | null | undefined): void {
  chosen = { accent: parseColour(accent) ?? usualAccent, scheme: scheme === 'light' || scheme === 'dark' ? scheme : 'auto' };
  paint(chosen.accent, chosen.scheme);
}

function paint(accent: string, scheme: Scheme): void {
  const root = document.documentElement;
  if (scheme === 'auto') delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  for (const [name, value] of Object.entries(colours(accent, scheme === 'auto' ? dark.matches : scheme === 'dark'))) {
    // Set by script on one element, which a policy without inline styles allows.
    if (value) root.style.setProperty(name, value);
    else root.style.removeProperty(name);
  }
}

/** Null where the style sheet's own value stays: the usual colour was chosen by eye. */
export function colours(accent: string, isDark: boolean): Record<string, string | null> {
  const page = isDark ? pages.dark : pages.light;
  const usual = accent === usualAccent;
  const button = readableOn(accent, page, 3);
  const own = isDark ? mix(accent, '#000000', 0.1) : accent;
  const words = readableOn(accent, isDark ? '#262b35' : '#eef1f6');
  return Object.fromEntries(
    Object.entries({
      '--accent': button,
      '--accent-hover': pressed(button),
      '--on-accent': wordsOn(button),
      '--accent-text': words,
      '--own': own,
      '--on-own': wordsOn(own),
      '--focus': words,
    }).map(([name, value]) => [name, usual ? null : value]),
  );
}
