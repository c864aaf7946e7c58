import { useChat, useTexts } from '../context';
import { check } from '../model/fields';
import type { SiteForm } from '../model/types';
import { FormField } from './form-field';
import { useForm } from './use-form';

/** What the site wants to know before the first message. */
export function DetailsForm({ form, greeting }: { form: SiteForm; greeting: string }) {
  const chat = useChat();
  const t = useTexts();
  const { values, wrong, trouble, busy, element, change, submit } = useForm('details');
  const agreed = values['consent'] === 'yes';
  return (
    <div class="sheet">
      <p class="greeting">{greeting}</p>
      {form.intro && <p class="lead">{form.intro}</p>}
      <form
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const errors = check(form.fields, values);
          if (form.consent && !agreed) errors['consent'] = 'required';
          void submit(errors, () => chat.fillForm(values, agreed));
        }}
      >
        {form.fields.map((field) => (
          <FormField key={field.key} field={field} value={values[field.key] ?? ''} wrong={wrong[field.key]} onChange={(value) => change(field.key, value)} />
        ))}
        {form.consent && (
          <div>
            <label class="agree">
              <input
                type="checkbox"
                checked={agreed}
                aria-invalid={wrong['consent'] !== undefined}
                aria-describedby={wrong['consent'] === undefined ? undefined : 'consent-wrong'}
                onChange={(event) => change('consent', event.currentTarget.checked ? 'yes' : '')}
              />
              <span>{form.consent}</span>
            </label>
            {wrong['consent'] !== undefined && (
              <p class="wrong" id="consent-wrong">
                {t.mustAgree}
              </p>
            )}
          </div>
        )}
        <p class="wrong" role="alert">
          {trouble}
        </p>
        <button type="submit" class="wide" aria-busy={busy}>
          {t.start}
        </button>
      </form>
    </div>
  );
}
