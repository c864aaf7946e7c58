import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { useAgents } from '@/api/directory';
import { errorCode } from '@/api/http';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatDay } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { type Block, blockRange, blocksKey, endBlock, fetchBlocks } from '../api/blocks';
import { useSettingsTexts } from '../locales/use-settings-texts';
import styles from './settings.module.css';

/** Whom nobody hears: senders and ranges of addresses, each with its reason and its end. */
export function BlocksSection() {
  const t = useSettingsTexts().blocks;
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const blocks = useQuery({ queryKey: blocksKey, queryFn: fetchBlocks });
  const end = useMutation({
    mutationFn: endBlock,
    onSuccess: () => client.invalidateQueries({ queryKey: blocksKey }),
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.hint}</p>
      <RangeForm />
      {blocks.isPending && <Skeleton rows={3} />}
      {blocks.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void blocks.refetch()} />}
      {blocks.data?.items.length === 0 && <p className={styles.hint}>{t.none}</p>}
      <ul className={styles.items}>{blocks.data?.items.map((block) => <BlockItem key={block.id} block={block} onEnd={() => end.mutate(block.id)} />)}</ul>
    </section>
  );
}

function BlockItem({ block, onEnd }: { block: Block; onEnd: () => void }) {
  const t = useSettingsTexts().blocks;
  const language = useLanguage();
  const author = useAgents().find((agent) => agent.id === block.createdBy)?.name ?? '';
  return (
    <li className={styles.item}>
      <div className={styles.grow}>
        <strong>{block.customerId ? <Link href={`/customers/${block.customerId}`}>{block.customerName ?? t.unnamed}</Link> : block.addressRange}</strong>
        <p className={styles.hint}>
          <span>{block.reason}</span>
          <span>{block.until ? t.until(formatDay(block.until, language)) : t.forGood}</span>
          <span>{t.by(author, formatDay(block.createdAt, language))}</span>
        </p>
      </div>
      <Button onClick={onEnd}>{t.end}</Button>
    </li>
  );
}

const empty = { addressRange: '', reason: '', until: '' };

function RangeForm() {
  const t = useSettingsTexts().blocks;
  const errorText = useErrorText();
  const client = useQueryClient();
  const [values, setValues] = useState(empty);
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () => blockRange({ ...values, until: values.until ? new Date(values.until).toISOString() : null }),
    onSuccess: (list) => {
      client.setQueryData(blocksKey, list);
      setValues(empty);
      setTried(false);
    },
    onError: (error) => errorCode(error) !== 'invalid' && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const change = (to: Partial<typeof empty>) => setValues((now) => ({ ...now, ...to }));
  const missing = (text: string) => (tried && !text.trim() ? t.missing : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (values.addressRange.trim() && values.reason.trim()) add.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field label={t.range} value={values.addressRange} error={missing(values.addressRange) ?? (add.isError && errorCode(add.error) === 'invalid' ? t.wrong : null)} onChange={(event) => change({ addressRange: event.target.value })} />
      <Field label={t.reason} maxLength={200} value={values.reason} error={missing(values.reason)} onChange={(event) => change({ reason: event.target.value })} />
      <Field label={t.untilLabel} type="datetime-local" value={values.until} onChange={(event) => change({ until: event.target.value })} />
      <Button type="submit" disabled={add.isPending}>{t.add}</Button>
    </form>
  );
}
