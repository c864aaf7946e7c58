import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../context';
import type { ChatState } from '../state';

// Dialling takes a moment each time; a banner that flashes by would only worry people.
const patienceMs = 2_000;

export function ConnectionBanner({ state }: { state: ChatState }) {
  const t = useTexts();
  const text = !state.online
    ? t.offline
    : state.phase === 'starting'
      ? state.struggling
        ? t.struggling
        : null
      : state.connection === 'polling'
        ? t.polling
        : state.connection === 'connecting'
          ? t.connecting
          : null;
  const late = useLate(text === t.connecting);
  const shown = text === t.connecting && !late ? null : text;
  return (
    <div role="status" class={`banner${state.online ? '' : ' offline'}`}>
      {shown}
    </div>
  );
}

function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!waiting) return;
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [waiting]);
  return late;
}
