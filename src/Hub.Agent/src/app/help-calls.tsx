import { Link } from 'wouter';
import { useAgents } from '@/api/directory';
import { useView } from '@/features/inbox/api/view-query';
import { WaitingTime } from '@/features/inbox/components/waiting-time';
import { useMe } from '@/shared/hooks/use-me';
import { classNames } from '@/shared/lib/class-names';
import { Icon } from '@/shared/ui/icon';
import { useAppTexts } from './locales/use-app-texts';
import styles from './rail.module.css';

const shown = 3;

/** Who asks for help and since when, the longest first: one step to where it is wanted. */
export function HelpCalls({ open }: { open: boolean }) {
  const t = useAppTexts();
  const me = useMe().id;
  const agents = useAgents();
  const calls = (useView('help').state?.rows ?? []).filter((row) => row.help && row.help.byId !== me).toSorted((a, b) => Date.parse(a.help?.at ?? '') - Date.parse(b.help?.at ?? ''));
  return calls.slice(0, open ? shown : 1).map((row) => {
    const name = agents.find((agent) => agent.id === row.help?.byId)?.name ?? '';
    const text = t.helpWanted(name);
    return (
      <Link key={row.id} href={`/inbox/open/${row.id}`} className={classNames(styles.link, styles.call)} title={text} aria-label={text}>
        <Icon name="hand" size={18} />
        <span className={styles.label}>{name}</span>
        {open ? row.help && <WaitingTime since={row.help.at} label={text} /> : <span className={styles.alert}>{calls.length}</span>}
      </Link>
    );
  });
}
