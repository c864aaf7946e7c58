/** White or black, whichever the widget puts on the colour (WCAG contrast). */
export function wordsOn(accent: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(accent)) return '#ffffff';
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(accent.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5 ? '#ffffff' : '#000000';
}
