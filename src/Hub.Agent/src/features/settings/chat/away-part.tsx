import type { ChatSiteSettings } from '@/api/types';
import styles from './chat.module.css';
import { PairField } from './pair-field';
import { useChatTexts } from './texts';

interface Props {
  form: ChatSiteSettings['offline'];
  mail: string | null;
  errors: Readonly<Record<string, string>>;
  onChange: (part: Partial<ChatSiteSettings['offline']>) => void;
}

export function AwayPart({ form, mail, errors, onChange }: Props) {
  const t = useChatTexts();
  return (
    <fieldset className={styles.part}>
      <label className={styles.check}>
        <input type="checkbox" checked={form.on} onChange={(event) => onChange({ on: event.target.checked })} />
        <span>{t.away}<small>{t.awayHint}</small></span>
      </label>
      {form.on && (
        <>
          <p className={styles.hint}>{mail ? t.awayByMail(mail) : t.awayHere}</p>
          <label className={styles.check}><input type="checkbox" checked={form.whenNobody} onChange={(event) => onChange({ whenNobody: event.target.checked })} />{t.whenNobody}</label>
          <PairField long label={t.awayIntro} path="offline.intro" value={form.intro} errors={errors} onChange={(intro) => onChange({ intro })} />
        </>
      )}
    </fieldset>
  );
}
