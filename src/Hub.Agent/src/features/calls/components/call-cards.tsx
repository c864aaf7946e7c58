import { useEffect, useRef, useState } from 'react';
import { errorCode } from '@/api/http';
import type { Call, Caller } from '@/api/types';
import { useMay, useMe } from '@/shared/hooks/use-me';
import { useNow } from '@/shared/hooks/use-now';
import { useCustomerName, useErrorText } from '@/shared/hooks/use-shared-texts';
import { openNewCustomer } from '@/shared/lib/dialogs';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { formatPhone } from '@/shared/lib/format-phone';
import { ring } from '@/shared/lib/ring';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { RingCard } from '@/shared/ui/ring-card';
import { openCall, useCallDetail, useCalls } from '../api/calls';
import { useCallTexts } from '../locales/use-call-texts';
import { callsFor } from '../model/ringing-calls';
import styles from './call-cards.module.css';

const numberSign = '#';

/** Who calls, in the corner. A card takes no focus; Alt+O opens the newest, from anywhere. */
export function CallCards({ onOpen }: { onOpen: (conversationId: string) => void }) {
  const me = useMe();
  const now = useNow(1000);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const calls = callsFor(useCalls().data ?? [], me, now, hidden);
  const heard = useRef(new Set<string>());
  useEffect(() => {
    const fresh = calls.filter((call) => call.state === 'ringing' && call.direction === 'inbound' && !heard.current.has(call.id));
    if (fresh.length === 0) return;
    for (const call of fresh) heard.current.add(call.id);
    ring('call');
  }, [calls]);
  const hide = (id: string) => setHidden((known) => new Set(known).add(id));
  return calls.slice(0, 3).map((call, index) => <CallCard key={call.id} call={call} newest={index === 0} onOpen={(id) => { hide(call.id); onOpen(id); }} onHide={() => hide(call.id)} />);
}

function CallCard({ call, newest, onOpen, onHide }: { call: Call; newest: boolean; onOpen: (conversationId: string) => void; onHide: () => void }) {
  const t = useCallTexts();
  const errorText = useErrorText();
  const customerName = useCustomerName();
  const may = useMay();
  const { data } = useCallDetail(call);
  const callers = data?.callers ?? [];
  const only = callers.length === 1 ? callers[0] : undefined;
  const shown = call.number ? formatPhone(call.number) : (call.numberShown ?? t.withheld);
  const open = async (customerId: string | null) => {
    try {
      onOpen((await openCall(call.id, customerId)).id);
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
  };
  const openable = may('conversations.reply') && data !== undefined && callers.length <= 1;
  useShortcuts({ 'call.open': newest && openable && (() => void open(only?.id ?? null)) });
  const head = [call.direction === 'outbound' ? t.outgoing : call.state === 'answered' ? t.talking : t.rings, call.accountName && t.on(call.accountName)].filter(Boolean).join(' ');
  return (
    <RingCard icon="phone" head={head} title={only ? customerName(only.name) : shown} closeLabel={t.hide} onClose={onHide}>
      {only && <p className={styles.faint}>{[shown, only.kana, only.company].filter(Boolean).join(' · ')}</p>}
      {data && callers.length === 0 && <p className={styles.faint}>{call.number ? t.unknown : t.withheld}</p>}
      {callers.length > 1 && <p className={styles.faint}>{t.several(callers.length)}</p>}
      {only && <OpenOnes caller={only} />}
      {callers.length > 1 && (
        <ul className={styles.callers}>
          {callers.map((caller) => (
            <li key={caller.id}><Button className={styles.caller} onClick={() => void open(caller.id)}>{[customerName(caller.name), caller.company].filter(Boolean).join(' · ')}</Button></li>
          ))}
        </ul>
      )}
      {may('conversations.reply') && (
        <div>
          {openable && <Button look="primary" title={newest ? t.openKey : undefined} onClick={() => void open(only?.id ?? null)}>{t.open}{newest && <kbd>{t.openKey}</kbd>}</Button>}
          {data && callers.length === 0 && may('customers.edit') && <Button onClick={() => openNewCustomer(shown === t.withheld ? '' : shown, call.id)}>{t.newCustomer}</Button>}
        </div>
      )}
    </RingCard>
  );
}

function OpenOnes({ caller }: { caller: Caller }) {
  const t = useCallTexts();
  if (caller.open.length === 0) return null;
  return <p className={styles.faint}>{t.openConversations} {caller.open.map((row) => `${numberSign}${row.number} ${row.lastMessage?.preview ?? ''}`.trim()).join(' / ')}</p>;
}
