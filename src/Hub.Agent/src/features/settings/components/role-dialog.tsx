import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import type { Permission } from '@/api/types';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { addRole, changeRole, deleteRole, rolesKey } from '../api/people';
import { usePeopleTexts } from '../locales/use-people-texts';
import people from './people.module.css';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

export interface EditedRole {
  /** Null: a new one. */
  key: string | null;
  name: string;
  permissions: Permission[];
  fixed: boolean;
}

interface Props {
  role: EditedRole;
  all: Permission[];
  scoped: Permission[];
  onClose: () => void;
}

export function RoleDialog({ role, all, scoped, onClose }: Props) {
  const texts = usePeopleTexts();
  const t = texts.roles;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const may = useMay();
  const me = useMe();
  const [name, setName] = useState(role.name);
  const [chosen, setChosen] = useState<ReadonlySet<Permission>>(new Set(role.permissions));
  const [removing, setRemoving] = useState(false);
  const locked = role.fixed || (role.key !== null && (role.key === me.role || !role.permissions.every((permission) => may(permission))));
  const done = async () => {
    await client.invalidateQueries({ queryKey: rolesKey });
    onClose();
  };
  const onError = (error: unknown) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true });
  const input = { name: name.trim(), permissions: [...chosen] };
  const save = useMutation({ mutationFn: () => (role.key === null ? addRole(input) : changeRole(role.key, input)), onSuccess: done, onError });
  const remove = useMutation({ mutationFn: async () => role.key && (await deleteRole(role.key)), onSuccess: done, onError });
  const errorOf = useFieldErrors(save.error);
  const toggle = (permission: Permission, on: boolean) => setChosen((now) => new Set(on ? [...now, permission] : [...now].filter((each) => each !== permission)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog wide title={role.key === null ? t.add : role.name} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.stack} onSubmit={submit} noValidate>
        {!locked && <Field label={t.name} data-autofocus="" value={name} onChange={(event) => setName(event.target.value)} error={errorOf('name')} />}
        {[{ title: t.scoped, hint: t.scopedHint, list: scoped }, { title: t.wide, hint: null, list: all.filter((permission) => !scoped.includes(permission)) }].map((group) => (
          <fieldset key={group.title} className={styles.choices} disabled={locked}>
            <legend>{group.title}{group.hint && ` · ${group.hint}`}</legend>
            <div className={people.permissions}>
              {group.list.map((permission) => (
                <label key={permission}>
                  <input type="checkbox" checked={chosen.has(permission)} disabled={!may(permission)} onChange={(event) => toggle(permission, event.target.checked)} />
                  {t.permissions[permission] ?? permission}
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        {errorOf('permissions') && <p className={people.error} role="alert">{errorOf('permissions')}</p>}
        {removing && <p role="alert">{t.removeTitle(role.name)}</p>}
        {!locked && (
          <div className={styles.buttons}>
            {role.key !== null && <Button look="danger" disabled={remove.isPending} onClick={() => (removing ? remove.mutate() : setRemoving(true))}>{t.remove}</Button>}
            <Button onClick={removing ? () => setRemoving(false) : onClose}>{shared.cancel}</Button>
            {!removing && <Button type="submit" look="primary" disabled={save.isPending}>{texts.save}</Button>}
          </div>
        )}
      </form>
    </Dialog>
  );
}
