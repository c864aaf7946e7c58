import { useTexts } from '../context';
import type { SiteField } from '../model/types';

interface Props {
  field: Pick<SiteField, 'key' | 'kind' | 'required' | 'label' | 'choices'> & { long?: boolean };
  value: string;
  wrong: string | undefined;
  onChange: (value: string) => void;
}

export function FormField({ field, value, wrong, onChange }: Props) {
  const t = useTexts();
  const id = `f-${field.key}`;
  const shared = {
    id,
    name: field.key,
    value,
    required: field.required,
    'aria-invalid': wrong !== undefined,
    'aria-describedby': wrong === undefined ? undefined : `${id}-wrong`,
  };
  return (
    <div class="field">
      <label for={id}>
        <b>{field.label || t.fieldLabels[field.kind]}</b>
        {field.required && <i>{t.must}</i>}
      </label>
      {field.choices ? (
        <select {...shared} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{t.choose}</option>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : field.long ? (
        <textarea {...shared} maxLength={4000} onInput={(event) => onChange(event.currentTarget.value)} />
      ) : field.kind === 'email' ? (
        <input {...shared} type="email" maxLength={200} autocomplete="email" onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input {...shared} type="text" maxLength={200} autocomplete={field.kind === 'name' ? 'name' : 'off'} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
      {wrong !== undefined && (
        <p class="wrong" id={`${id}-wrong`}>
          {field.kind === 'email' && wrong === 'invalid' ? t.wrongEmail : (t.wrongBy[wrong] ?? t.wrong)}
        </p>
      )}
    </div>
  );
}
