let context: AudioContext | null = null;
const volume = 0.08;

/** Two soft notes for a follow-up, a double ring for a call. Silent where the browser forbids sound before the first key or click. */
export function ring(kind: 'call' | 'follow-up'): void {
  try {
    const audio = (context ??= new AudioContext());
    if (audio.state !== 'running') return void audio.resume().catch(() => {});
    const notes = kind === 'call' ? [784, 988, 784, 988] : [660, 880];
    notes.forEach((frequency, index) => note(audio, frequency, index * (kind === 'call' ? 0.14 : 0.22)));
  } catch {
    // No sound is no reason to show nothing.
  }
}

function note(audio: AudioContext, frequency: number, after: number): void {
  const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
  const start = audio.currentTime + after;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.22);
}
