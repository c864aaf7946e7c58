import { useBrands, useTeams } from '@/api/directory';
import type { Grant, RoleView } from '@/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { SelectField } from '@/shared/ui/field';
import { usePeopleTexts, useRoleName } from '../locales/use-people-texts';
import people from './people.module.css';
import styles from './settings.module.css';

interface Props {
  grants: Grant[];
  roles: RoleView[];
  error: string | null;
  onChange: (grants: Grant[]) => void;
}

/** Roles that count for one team, one brand, or one team within one brand. */
export function GrantPicks({ grants, roles, error, onChange }: Props) {
  const t = usePeopleTexts().people;
  const roleName = useRoleName();
  const teams = useTeams();
  const brands = useBrands();
  const change = (place: number, part: Partial<Grant>) => onChange(grants.map((grant, index) => (index === place ? { ...grant, ...part } : grant)));
  return (
    <div className={styles.stack} role="group" aria-label={t.grants}>
      <p className={styles.hint}><span>{t.grants}</span><span>{t.grantsHint}</span></p>
      {grants.map((grant, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no identity of their own and hold no state
        <div key={place} className={people.grant}>
          <SelectField label={t.grantRole} value={grant.role} onChange={(event) => change(place, { role: event.target.value })}>
            {roles.map((role) => <option key={role.key} value={role.key}>{roleName(role)}</option>)}
          </SelectField>
          <SelectField label={t.grantTeam} value={grant.teamId ?? ''} onChange={(event) => change(place, { teamId: event.target.value || null })}>
            <option value="">{t.anyTeam}</option>
            {teams.map((team) => <option key={team.id} value={team.id}>{team.name}</option>)}
          </SelectField>
          <SelectField label={t.grantBrand} value={grant.brandId ?? ''} onChange={(event) => change(place, { brandId: event.target.value || null })}>
            <option value="">{t.anyBrand}</option>
            {brands.map((brand) => <option key={brand.id} value={brand.id}>{brand.name}</option>)}
          </SelectField>
          <IconButton icon="close" label={t.removeGrant} onClick={() => onChange(grants.filter((_, index) => index !== place))} />
        </div>
      ))}
      {error && <p className={people.error} role="alert">{error}</p>}
      <div><Button icon="plus" onClick={() => onChange([...grants, { role: 'agent', teamId: teams[0]?.id ?? null, brandId: null }])}>{t.addGrant}</Button></div>
    </div>
  );
}
