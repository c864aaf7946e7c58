let context: AudioContext | null = null;

/** Two soft tones, made here: no file to fetch. Browsers keep silent until the person has touched the page once; then so does this. */
export async function chime(): Promise<void> {
  try {
    context ??= new AudioContext();
    await context.resume();
    [660, 880].forEach((frequency, index) => tone(context as AudioContext, frequency, index * 0.13));
  } catch {
    // No sound device, or not allowed: the bell and its number are still there.
  }
}

function tone(audio: AudioContext, frequency: number, after: number): void {
  const start = audio.currentTime + after;
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.28);
  gain.connect(audio.destination);
  const oscillator = audio.createOscillator();
  oscillator.type = 'sine';
  oscillator.frequency.value = frequency;
  oscillator.connect(gain);
  oscillator.start(start);
  oscillator.stop(start + 0.3);
}
