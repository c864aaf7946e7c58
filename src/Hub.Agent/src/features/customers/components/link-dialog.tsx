import { type FormEvent, useDeferredValue, useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ApiError, errorCode, query, request } from '@/api/http';
import { questionsOf } from '@/api/send-questions';
import type { Customer, FoundIdentity, Items, LinkedIdentity } from '@/api/types';
import { useChannelName, useCustomerName, useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatAddress } from '@/shared/lib/format-phone';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { useLinkTexts } from '../locales/use-link-texts';
import styles from './link.module.css';
import { useAcceptCustomer } from './use-accept-customer';

/** Many Japanese names have two characters. */
const shortest = 2;
const keyOf = (found: FoundIdentity): string => found.identityId ?? `${found.accountId}/${found.address}`;

/** Puts an address into the record: finds it, says whose it is so far and what goes with it, asks why. */
export function LinkDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useLinkTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const customerName = useCustomerName();
  const { accept, undoLink } = useAcceptCustomer(customer.id);
  const hint = useId();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const [chosen, setChosen] = useState<FoundIdentity | null>(null);
  const [verified, setVerified] = useState(false);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [reasonProblem, setReasonProblem] = useState<string | null>(null);
  const [moves, setMoves] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const found = useQuery({
    queryKey: ['identities', customer.id, wanted],
    queryFn: ({ signal }) => request<Items<FoundIdentity>>(`/api/customers/${customer.id}/identities/find${query({ q: wanted })}`, { signal }),
    enabled: wanted.length >= shortest,
    staleTime: 5000,
    placeholderData: (before) => before,
  });
  const items = wanted.length >= shortest ? (found.data?.items ?? []) : [];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setReasonProblem(reason.trim() === '' ? t.reasonMissing : null);
    setProblem(chosen ? null : t.chooseOne);
    if (!chosen || reason.trim() === '') return;
    setBusy(true);
    try {
      const body = { identityId: chosen.identityId, accountId: chosen.accountId, address: chosen.address, verified, reason, ...(moves === null ? {} : { confirmed: ['identity_moves'] }) };
      const linked = await request<LinkedIdentity>(`/api/customers/${customer.id}/identities`, { method: 'POST', body });
      accept(linked.customer);
      showToast(t.linked, { action: { label: t.undo, run: () => void undoLink(linked.linkId) } });
      onClose();
    } catch (error) {
      const question = questionsOf(error)?.find((each) => each.code === 'identity_moves');
      if (question) setMoves(t.moves(customerName(question.name ?? null), Number(question.found ?? 0)));
      else setProblem(error instanceof ApiError && error.problem.errors?.['address'] ? t.addressWrong : errorText(errorCode(error)));
      setBusy(false);
    }
  };
  const choose = (identity: FoundIdentity | null) => {
    setChosen(identity);
    setMoves(null);
    setProblem(null);
  };
  // What is out of sight is not linked.
  const search = (to: string) => {
    setText(to);
    choose(null);
  };
  return (
    <Dialog title={t.title} closeLabel={shared.close} onClose={onClose}>
      <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <Field label={t.find} value={text} maxLength={100} data-autofocus="" aria-describedby={hint} onChange={(event) => search(event.target.value)} />
        {items.length === 0 && <p id={hint} className={styles.faint}>{t.findHint}</p>}
        <fieldset className={styles.found} disabled={busy} aria-busy={found.isFetching}>
          <legend className="visually-hidden">{t.results}</legend>
          {items.map((item) => <Choice key={keyOf(item)} item={item} mine={item.owner?.id === customer.id} checked={chosen !== null && keyOf(chosen) === keyOf(item)} onChoose={choose} />)}
          {wanted.length >= shortest && found.isSuccess && items.length === 0 && <p className={styles.faint}>{t.nothing}</p>}
        </fieldset>
        <fieldset className={styles.sure}>
          <legend>{t.howSure}</legend>
          <label><input type="radio" name="verified" checked={!verified} onChange={() => setVerified(false)} />{t.claimed}</label>
          <label><input type="radio" name="verified" checked={verified} onChange={() => setVerified(true)} />{t.verified}</label>
        </fieldset>
        <Field label={t.reason} value={reason} maxLength={500} error={reasonProblem} onChange={(event) => setReason(event.target.value)} />
        {problem && <p className={styles.problem} role="alert">{problem}</p>}
        {moves && <p className={styles.moves} role="alert">{moves}</p>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look={moves ? 'danger' : 'primary'} type="submit" disabled={busy}>{moves ? t.moveAnyway : t.link}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice({ item, mine, checked, onChoose }: { item: FoundIdentity; mine: boolean; checked: boolean; onChoose: (item: FoundIdentity) => void }) {
  const t = useLinkTexts();
  const id = useId();
  const channelName = useChannelName();
  const customerName = useCustomerName();
  const whose = mine ? t.already : item.hidden ? t.hidden : item.owner ? t.ownedBy(customerName(item.owner.name), item.conversations) : t.nobodys;
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- its text is in the channel mark and the address
    <label className={styles.choice} htmlFor={id}>
      <input id={id} type="radio" name="identity" aria-labelledby={`${id}-name`} checked={checked} disabled={mine || item.hidden} onChange={() => onChoose(item)} />
      <span id={`${id}-name`} className={styles.lines}>
        <span className={styles.head}><ChannelMark channel={item.channel} label={channelName(item.channel)} withLabel /><span>{formatAddress(item.address) ?? customerName(null)}</span></span>
        <span className={styles.faint}>{`${item.accountName} · ${whose}`}</span>
      </span>
    </label>
  );
}
