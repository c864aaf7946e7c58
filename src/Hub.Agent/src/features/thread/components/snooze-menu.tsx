import { type FormEvent, type RefObject, useState } from 'react';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { useThreadTexts } from '../locales/use-thread-texts';
import { type SnoozePreset, snoozeUntil } from '@/shared/lib/snooze-presets';
import styles from './menus.module.css';

interface Props {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  /** Named: no date is a choice too, and the first one. */
  withoutDate: string | null;
  onChoose: (until: Date | null) => void;
  onClose: () => void;
}

const presets: SnoozePreset[] = ['hour', 'later', 'tomorrow', 'nextWeek'];
const never = 'never';

export function SnoozeMenu({ anchor, onSnooze, onClose }: { anchor: RefObject<HTMLElement | null>; onSnooze: (until: Date) => void; onClose: () => void }) {
  const t = useThreadTexts().snoozeMenu;
  return <DueMenu anchor={anchor} label={t.find} withoutDate={null} onChoose={(until) => until && onSnooze(until)} onClose={onClose} />;
}

export function DueMenu({ anchor, label, withoutDate, onChoose, onClose }: Props) {
  const t = useThreadTexts().snoozeMenu;
  const language = useLanguage();
  const [now] = useState(() => new Date());
  const choose = (until: Date | null) => {
    onClose();
    onChoose(until);
  };
  const dates = presets.map((preset) => ({ id: preset as string, label: t[preset], hint: formatFull(snoozeUntil(preset, now).toISOString(), language) }));
  return (
    <Popover anchor={anchor} label={label} onClose={onClose} width={320}>
      <Picker
        placeholder={label}
        empty={t.empty}
        options={withoutDate ? [{ id: never, label: withoutDate }, ...dates] : dates}
        onPick={(id) => choose(id === never ? null : snoozeUntil(id as SnoozePreset, new Date()))}
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
