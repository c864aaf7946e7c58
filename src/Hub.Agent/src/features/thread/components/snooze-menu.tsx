import { type FormEvent, type RefObject, useState } from 'react';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';
import { type SnoozePreset, snoozeUntil } from '../model/snooze-presets';
import styles from './menus.module.css';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  onSnooze: (until: Date) => void;
  onClose: () => void;
}

const presets: SnoozePreset[] = ['hour', 'later', 'tomorrow', 'nextWeek'];

export function SnoozeMenu({ anchor, onSnooze, onClose }: Props) {
  const t = useThreadTexts().snoozeMenu;
  const language = useLanguage();
  const [now] = useState(() => new Date());
  const choose = (until: Date) => {
    onClose();
    onSnooze(until);
  };
  return (
    <Popover anchor={anchor} label={t.find} onClose={onClose} width={320}>
      <Picker
        placeholder={t.find}
        empty={t.empty}
        options={presets.map((preset) => ({ id: preset, label: t[preset], hint: formatFull(snoozeUntil(preset, now).toISOString(), language) }))}
        onPick={(preset) => choose(snoozeUntil(preset as SnoozePreset, new Date()))}
      >
        <CustomTime onChoose={choose} />
      </Picker>
    </Popover>
  );
}

function CustomTime({ onChoose }: { onChoose: (until: Date) => void }) {
  const t = useThreadTexts().snoozeMenu;
  const [value, setValue] = useState('');
  const [past, setPast] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const until = new Date(value);
    if (!(until.getTime() > Date.now())) setPast(true);
    else onChoose(until);
  };
  return (
    <form className={styles.custom} onSubmit={submit} noValidate>
      <Field label={t.custom} type="datetime-local" value={value} onChange={(event) => setValue(event.target.value)} error={past ? t.past : null} />
      <Button type="submit">{t.set}</Button>
    </form>
  );
}
