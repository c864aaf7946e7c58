import { type ComponentProps, useId } from 'react';
import { classNames } from '@/shared/lib/class-names';
import styles from './field.module.css';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  error?: string | null | undefined;
  hint?: string | undefined;
}

export function Field({ label, error, hint, className, ...rest }: FieldProps) {
  const id = useId();
  const described = classNames(error && `${id}-error`, hint && `${id}-hint`);
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id}>{label}</label>
      <input id={id} className={styles.input} aria-invalid={error ? true : undefined} aria-describedby={described || undefined} {...rest} />
      {hint && <p id={`${id}-hint`} className={styles.hint}>{hint}</p>}
      {error && <p id={`${id}-error`} className={styles.error}>{error}</p>}
    </div>
  );
}

interface TextFieldProps extends ComponentProps<'textarea'> {
  label: string;
  error?: string | null | undefined;
}

/** For what has several lines. */
export function TextField({ label, error, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className={styles.input} rows={3} aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined} {...rest} />
      {error && <p id={`${id}-error`} className={styles.error}>{error}</p>}
    </div>
  );
}

interface SelectFieldProps extends ComponentProps<'select'> {
  label: string;
}

export function SelectField({ label, className, children, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className={styles.input} {...rest}>{children}</select>
    </div>
  );
}
