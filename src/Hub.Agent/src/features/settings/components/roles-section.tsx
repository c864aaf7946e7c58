import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { RoleView } from '@/api/types';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { fetchRoles, requireSecondStep, rolesKey } from '../api/people';
import { usePeopleTexts, useRoleName } from '../locales/use-people-texts';
import people from './people.module.css';
import { type EditedRole, RoleDialog } from './role-dialog';
import styles from './settings.module.css';

export function RolesSection() {
  const t = usePeopleTexts().roles;
  const shared = useSharedTexts();
  const roleName = useRoleName();
  const roles = useQuery({ queryKey: rolesKey, queryFn: fetchRoles });
  const [edited, setEdited] = useState<EditedRole | null>(null);
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      <div className={styles.buttons}><Button icon="plus" onClick={() => setEdited({ key: null, name: '', permissions: [], fixed: false })}>{t.add}</Button></div>
      {roles.isPending && <Skeleton rows={6} />}
      {roles.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void roles.refetch()} />}
      <ul className={styles.items}>
        {roles.data?.items.map((role) => (
          <Role
            key={role.key}
            role={role}
            onEdit={() => setEdited({ key: role.key, name: roleName(role), permissions: role.permissions, fixed: role.preset })}
            onCopy={() => setEdited({ key: null, name: t.copyName(roleName(role)), permissions: role.permissions, fixed: false })}
          />
        ))}
      </ul>
      {edited && roles.data && <RoleDialog role={edited} all={roles.data.permissions} scoped={roles.data.scoped} onClose={() => setEdited(null)} />}
    </section>
  );
}

function Role({ role, onEdit, onCopy }: { role: RoleView; onEdit: () => void; onCopy: () => void }) {
  const t = usePeopleTexts().roles;
  const may = useMay();
  const me = useMe();
  const roleName = useRoleName();
  const errorText = useErrorText();
  const client = useQueryClient();
  const require = useMutation({
    mutationFn: (required: boolean) => requireSecondStep(role.key, required),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: rolesKey }), client.invalidateQueries({ queryKey: ['session'] })]),
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  const within = role.permissions.every((permission) => may(permission));
  return (
    <li className={classNames(styles.item, people.person)}>
      <div className={styles.grow}>
        <strong>{roleName(role)}</strong>
        <p className={styles.hint}>{t.people(role.people)}</p>
      </div>
      <div className={people.actions}>
        <label className={people.switch}>
          <input type="checkbox" checked={role.requireSecondStep} disabled={!within || require.isPending} onChange={(event) => require.mutate(event.target.checked)} />
          {t.requires}
        </label>
        <Button disabled={!within} onClick={onCopy}>{t.copy}</Button>
        <Button onClick={onEdit}>{role.preset || !within || role.key === me.role ? t.view : t.edit}</Button>
      </div>
    </li>
  );
}
