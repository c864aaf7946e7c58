import type { Call, Me } from '@/api/types';

const ringsFor = 3 * 60_000;

/** The newest state of each call; one that is over is forgotten. */
export function applyCall(calls: readonly Call[], call: Call): Call[] {
  const known = calls.find((each) => each.id === call.id);
  if (known && known.version > call.version) return [...calls];
  const others = calls.filter((each) => each.id !== call.id);
  return call.endedAt === null ? [call, ...others] : others;
}

/** Calls at my own telephone; and as long as nobody is known, those of my team, or of everybody where the account has no team. */
export function callsFor(calls: readonly Call[], me: Pick<Me, 'id' | 'teams'>, now: number, hidden: ReadonlySet<string>): Call[] {
  return calls.filter((call) => {
    if (hidden.has(call.id) || call.endedAt !== null) return false;
    if (call.state === 'ringing' && now - Date.parse(call.startedAt) > ringsFor) return false;
    if (call.agentId !== null) return call.agentId === me.id;
    return call.state === 'ringing' && (call.teamId === null || me.teams.some((team) => team.id === call.teamId));
  });
}
