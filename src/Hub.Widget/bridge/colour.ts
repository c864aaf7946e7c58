// Colours a site chooses must stay readable. Contrast as WCAG 2.2 counts it.

type Rgb = readonly [number, number, number];

export const usualAccent = '#2457c5';

export function parseColour(text: string | null | undefined): string | null {
  return text && /^#[0-9a-f]{6}$/.test(text) ? text : null;
}

const channels = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

export function mix(hex: string, other: string, share: number): string {
  const to = channels(other);
  return `#${channels(hex)
    .map((value, at) =>
      Math.round(value + ((to[at] ?? 0) - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** White, unless black is needed to be readable on it: one of the two always is. */
export function wordsOn(hex: string): string {
  return contrast(hex, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';
}

/** The colour, or as little of black or white added as makes it readable on the background. */
export function readableOn(hex: string, background: string, ratio = 4.5): string {
  const towards = luminance(background) > 0.18 ? '#000000' : '#ffffff';
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(hex, towards, share);
    if (contrast(tried, background) >= ratio) return tried;
  }
  return towards;
}

/** The colour under the pointer: a little nearer to what the words on it are not. */
export function pressed(hex: string): string {
  return mix(hex, wordsOn(hex) === '#ffffff' ? '#000000' : '#ffffff', 0.16);
}
