import { type FormEvent, useRef, useState } from 'react';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button, IconButton } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useNextOpening } from '../api/scheduled';
import { type SnoozePreset, snoozeUntil } from '@/shared/lib/snooze-presets';
import { useThreadTexts } from '../locales/use-thread-texts';
import styles from './menus.module.css';

const presets: SnoozePreset[] = ['hour', 'later', 'tomorrow', 'nextWeek'];

/** The clock beside "Send". */
export function SendLater({ brandId, disabled, onChoose }: { brandId: string; disabled: boolean; onChoose: (at: Date) => void }) {
  const t = useThreadTexts().scheduled;
  const when = useThreadTexts().snoozeMenu;
  const language = useLanguage();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const opening = useNextOpening(brandId, open);
  const [now, setNow] = useState(() => new Date());
  const choose = (at: Date) => {
    setOpen(false);
    onChoose(at);
  };
  return (
    <span ref={anchor}>
      <IconButton
        icon="clock"
        label={t.later}
        disabled={disabled}
        aria-expanded={open}
        onClick={() => {
          setNow(new Date());
          setOpen(!open);
        }}
      />
      {open && (
        <Popover anchor={anchor} label={t.find} onClose={() => setOpen(false)} width={320}>
          <Picker
            placeholder={t.find}
            empty={when.empty}
            options={[
              ...(opening ? [{ id: 'opening', label: t.opening, hint: formatFull(opening, language) }] : []),
              ...presets.map((preset) => ({ id: preset, label: when[preset], hint: formatFull(snoozeUntil(preset, now).toISOString(), language) })),
            ]}
            onPick={(preset) => choose(preset === 'opening' && opening ? new Date(opening) : snoozeUntil(preset as SnoozePreset, new Date()))}
          >
            <OwnTime onChoose={choose} />
          </Picker>
        </Popover>
      )}
    </span>
  );
}

function OwnTime({ onChoose }: { onChoose: (at: Date) => void }) {
  const t = useThreadTexts();
  const [value, setValue] = useState('');
  const [past, setPast] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = new Date(value);
    if (at.getTime() > Date.now()) onChoose(at);
    else setPast(true);
  };
  return (
    <form className={styles.custom} onSubmit={submit} noValidate>
      <Field label={t.snoozeMenu.custom} type="datetime-local" value={value} onChange={(event) => setValue(event.target.value)} error={past ? t.snoozeMenu.past : null} />
      <Button type="submit">{t.scheduled.set}</Button>
    </form>
  );
}
