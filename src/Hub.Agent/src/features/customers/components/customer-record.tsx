import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useKnownTags } from '@/api/directory';
import { errorCode } from '@/api/http';
import type { Customer, CustomerIdentity } from '@/api/types';
import { useNow } from '@/shared/hooks/use-now';
import { useMay } from '@/shared/hooks/use-me';
import { useChannelName, useCustomerName, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { classNames } from '@/shared/lib/class-names';
import { formatDay } from '@/shared/lib/dates';
import { formatAddress } from '@/shared/lib/format-phone';
import { inTurn, toggled } from '@/shared/lib/in-turn';
import { useLanguage } from '@/shared/lib/language';
import { Avatar } from '@/shared/ui/avatar';
import { openNewConversation } from '@/shared/lib/dialogs';
import { Button, IconButton } from '@/shared/ui/button';
import { ChannelMark } from '@/shared/ui/channel-mark';
import { Picker } from '@/shared/ui/picker';
import { Popover } from '@/shared/ui/popover';
import { EmptyState, ErrorState, Skeleton } from '@/shared/ui/states';
import { Tag } from '@/shared/ui/tag';
import { customerKey, useCustomer } from '../api/customer-query';
import { useCustomerTexts } from '../locales/use-customer-texts';
import { Addresses } from './addresses';
import styles from './customer-record.module.css';
import { CautionField } from './caution-field';
import { LinkButton, UnlinkButton } from './identity-links';
import { MemberLine } from './member-line';
import { InlineField } from './inline-field';
import { OptOut } from './opt-out';
import { SeenBy } from './seen-by';
import { Timeline } from './timeline';
import { type SaveCustomer, useSaveCustomer } from './use-save-customer';

interface Props {
  customerId: string;
  currentConversationId: string | null;
  hrefOf: (conversationId: string) => string;
}

export function CustomerRecord({ customerId, currentConversationId, hrefOf }: Props) {
  const t = useCustomerTexts();
  const shared = useSharedTexts();
  const { data, isError, error, refetch } = useCustomer(customerId);
  if (isError && errorCode(error) === 'not_found') return <EmptyState icon="person" title={t.notFound} />;
  if (data) return <Loaded key={customerId} customer={data} currentConversationId={currentConversationId} hrefOf={hrefOf} />;
  if (isError) return <ErrorState title={t.failed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />;
  return <Skeleton rows={5} />;
}

function Loaded({ customer, currentConversationId, hrefOf }: { customer: Customer } & Omit<Props, 'customerId'>) {
  const t = useCustomerTexts();
  const language = useLanguage();
  const customerName = useCustomerName();
  const may = useMay();
  const readOnly = !may('customers.edit');
  const mayWrite = may('conversations.reply');
  const save = useSaveCustomer(customer);
  return (
    <div className={styles.record}>
      <header className={styles.head}>
        <Avatar name={customer.name ?? ''} pictureUrl={customer.pictureUrl} size="l" />
        <div>
          {customer.kana && <p className={styles.reading}>{customer.kana}</p>}
          <h2>{customerName(customer.name)}{customer.name && t.honorific && <span className={styles.honorific}>{t.honorific}</span>}</h2>
          <p className={styles.since}>{t.since(formatDay(customer.createdAt, language))}</p>
        </div>
      </header>
      {mayWrite && <Button className={styles.write} icon="plus" onClick={() => openNewConversation(customer.id)}>{t.write}</Button>}
      <dl className={styles.fields}>
        <InlineField label={t.name} value={customer.name} required readOnly={readOnly} onSave={(value, base) => save('name', value, base)} />
        <InlineField label={t.kana} value={customer.kana} readOnly={readOnly} onSave={(value, base) => save('kana', value, base)} />
        <InlineField label={t.company} value={customer.company} readOnly={readOnly} onSave={(value, base) => save('company', value, base)} />
        <InlineField label={t.notes} value={customer.notes} long readOnly={readOnly} onSave={(value, base) => save('notes', value, base)} />
        <CautionField customer={customer} readOnly={readOnly} />
        <TagsField customer={customer} readOnly={readOnly} save={save} />
      </dl>
      <section className={styles.section}>
        <h3>{t.identities}</h3>
        <ul className={styles.identities}>{customer.identities.map((identity) => <Identity key={identity.id} customerId={customer.id} identity={identity} readOnly={readOnly} />)}</ul>
        {!readOnly && <LinkButton customer={customer} />}
        <Addresses customer={customer} readOnly={readOnly} />
      </section>
      <Timeline customer={customer} currentConversationId={currentConversationId} hrefOf={hrefOf} />
      <SeenBy customerId={customer.id} />
    </div>
  );
}

function Identity({ customerId, identity, readOnly }: { customerId: string; identity: CustomerIdentity; readOnly: boolean }) {
  const t = useCustomerTexts();
  const channelName = useChannelName();
  const customerName = useCustomerName();
  const now = useNow(60_000);
  const blocked = identity.blockedUntil !== null && new Date(identity.blockedUntil).getTime() > now;
  return (
    <li className={styles.identity}>
      <span className={styles.identityHead}>
        <ChannelMark channel={identity.channel} label={channelName(identity.channel)} withLabel />
        <span className={classNames(styles.state, identity.reachable && !blocked && !identity.optOut ? styles.good : styles.bad)}>{blocked ? t.blocked : identity.optOut ? t.optOut.state : identity.reachable ? t.reachable : t.unreachable}</span>
      </span>
      <span className={styles.identityName}>{identity.displayName ?? (/^\+|@/.test(identity.externalId) ? formatAddress(identity.externalId) : customerName(null))}</span>
      <span className={styles.faint}>{[identity.accountName, identity.verified ? t.verified : t.claimed, identity.linked && t.linked].filter(Boolean).join(' · ')}</span>
      {identity.member && <MemberLine customerId={customerId} identityId={identity.id} member={identity.member} readOnly={readOnly} />}
      <OptOut customerId={customerId} identity={identity} readOnly={readOnly} />
      {!readOnly && <UnlinkButton customerId={customerId} identity={identity} />}
    </li>
  );
}

function TagsField({ customer, readOnly, save }: { customer: Customer; readOnly: boolean; save: SaveCustomer }) {
  const t = useCustomerTexts();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const known = useKnownTags();
  const { tags } = customer;
  const client = useQueryClient();
  // Each change starts from what the one before it, or a colleague, has left.
  const toggle = (tag: string) => {
    const on = !tags.includes(tag);
    const attempt = () => {
      const now = client.getQueryData<Customer>(customerKey(customer.id))?.tags ?? tags;
      return save('tags', toggled(now, tag, on), now);
    };
    void inTurn(`customer/${customer.id}`, async () => (await attempt()) === 'conflict' && (await attempt()));
  };
  return (
    <div className={styles.field}>
      <dt>{t.tags}</dt>
      <dd className={styles.tags}>
        {tags.map((tag) => <Tag key={tag} name={tag} {...(readOnly ? {} : { onRemove: () => toggle(tag), removeLabel: t.removeTag(tag) })} />)}
        {!readOnly && <IconButton ref={anchor} className={styles.add} icon="plus" label={t.edit(t.tags)} aria-expanded={open} onClick={() => setOpen(!open)} />}
        {open && (
          <Popover anchor={anchor} label={t.tags} onClose={() => setOpen(false)}>
            <Picker options={[...new Set([...tags, ...known])].map((tag) => ({ id: tag, label: tag, checked: tags.includes(tag) }))} placeholder={t.tagsFind} empty={t.tagsEmpty} onPick={toggle} create={{ label: t.tagsCreate, onCreate: toggle }} />
          </Popover>
        )}
      </dd>
    </div>
  );
}
