import { useRef, useState } from 'preact/hooks';
import { useChat, useTexts } from '../context';
import type { FormName } from '../memory';
import { ApiError } from '../model/retry';

/** What is being filled in: kept over a reload, and whatever is refused stays as it was typed. */
export function useForm(name: FormName) {
  const chat = useChat();
  const t = useTexts();
  const [values, setValues] = useState<Record<string, string>>(() => chat.memory.form(name));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  function change(key: string, value: string): void {
    const next = { ...values, [key]: value };
    setValues(next);
    setTrouble('');
    setWrong((all) => Object.fromEntries(Object.entries(all).filter(([field]) => field !== key)));
    chat.memory.keepForm(name, next);
  }

  function refuse(errors: Record<string, string>): void {
    setWrong(errors);
    setTrouble(t.wrong);
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  async function submit(errors: Record<string, string>, send: () => Promise<void>): Promise<void> {
    if (busy) return;
    setTrouble('');
    if (Object.keys(errors).length > 0) return refuse(errors);
    setBusy(true);
    try {
      await send();
      chat.memory.keepForm(name, null);
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.errors).length > 0) refuse({ ...error.errors });
      else setTrouble(error instanceof ApiError && error.status === 429 ? t.slowDown : t.notSent);
    } finally {
      setBusy(false);
    }
  }

  return { values, wrong, trouble, busy, element, change, submit };
}
