import { type ClipboardEvent, type DragEvent, type KeyboardEvent, Suspense, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ConversationDetail, DraftKind } from '@/api/types';
import { mayHere } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { useShortcuts } from '@/shared/hooks/use-shortcuts';
import { classNames } from '@/shared/lib/class-names';
import { formatSize } from '@/shared/lib/dates';
import { isKey } from '@/shared/keys/key-press';
import { isComposing, isMac } from '@/shared/lib/keys';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button, IconButton } from '@/shared/ui/button';
import { addFiles } from '../model/add-files';
import { answersOf, type Composed } from '../model/composed';
import { canSend, turnsTo } from '../model/composer-state';
import { clearDraft, seedDrafts, useDraft, writeDraft } from '../model/drafts';
import { letterToSend, useLetter } from '../model/letter-draft';
import { send } from '../model/outbox';
import { quotedNumber, useQuoted } from '../model/quoting';
import { undoableIn, undoSend } from '../model/undo';
import { useThreadTexts } from '../locales/use-thread-texts';
import { CannedPicker, MissingVariables } from '../canned/canned-picker';
import { useCannedTexts } from '../canned/texts';
import { useCanned } from '../canned/use-canned';
import { VariableMarks } from '../canned/variable-marks';
import { AttachButton } from './attach-button';
import { ComposedButton } from './composed-button';
import { ComposerFiles } from './composer-files';
import { LazyLetterFields } from './lazy-letters';
import styles from './composer.module.css';
import { QuotedStrip } from './quoted-strip';
import { ComposerStatus } from './composer-status';
import { ComposerTabs } from './composer-tabs';
import { SendLater } from './send-later';
import { useLooked } from './use-looked';
import { useMentions } from './use-mentions';
import { useTypingSignal } from './use-typing-signal';
import { useVia } from './use-via';

interface Props {
  detail: ConversationDetail;
  lastNumber: number;
  /** The brand still wants something before the conversation is resolved: asks for it. Null when it may be. */
  onMissing: (() => void) | null;
}

export function Composer({ detail: own, lastNumber, onMissing }: Props) {
  const { detail, via, picker } = useVia(own);
  const t = useThreadTexts().composer;
  const cannedTexts = useCannedTexts();
  const [language, errorText] = [useLanguage(), useErrorText()];
  const may = mayHere(detail);
  const { id, capabilities } = detail;
  const mayReply = may('conversations.reply');
  const [canReply, reason] = [detail.canReply && mayReply, mayReply ? detail.cannotReplyReason : 'forbidden'];
  const mayNote = may('conversations.note');
  const [kind, setKind] = useState<DraftKind>(mayNote && (!mayReply || detail.identity === null) ? 'note' : 'reply');
  const [dropping, setDropping] = useState(false);
  const [draft, quoted] = [useDraft(id, kind), useQuoted(id)];
  const letter = useLetter(id, detail.letter);
  const field = useRef<HTMLTextAreaElement>(null);
  const { typed, ended } = useTypingSignal(id);
  useEffect(() => seedDrafts(id, detail.drafts), [id, detail.drafts]);

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 240)}px`;
  }, [draft.text, kind]);

  const focus = (next: DraftKind) => {
    // At once, within the key press: whoever types on quickly must not have the next letters taken for shortcuts.
    flushSync(() => setKind(next));
    field.current?.focus();
  };
  // Chosen from the palette, without a key press, it is meant.
  useShortcuts({
    'conversation.reply': (event) => focus(event ? turnsTo(kind, 'reply', draft.text) : 'reply'),
    'conversation.note': (event) => focus(event ? turnsTo(kind, 'note', draft.text) : 'note'),
    'conversation.toReply': () => focus('reply'),
    'conversation.toNote': () => focus('note'),
  });
  const repliesTakeFiles = canReply && capabilities.attachments;
  const attachable = kind === 'reply' && repliesTakeFiles;
  const canned = useCanned({ detail: { ...detail, canReply }, kind, text: draft.text, field, attachable: repliesTakeFiles, toReply: () => focus('reply') });
  const mentions = useMentions(field, draft.text, (text) => writeDraft(id, 'note', text), kind === 'note');
  const looked = useLooked(kind === 'reply' && (draft.text !== '' || draft.files.length > 0), detail.ownerId, lastNumber);
  // Not what stands there until the reply that was chosen has come.
  const sendable = !canned.filling && canSend({ kind, text: draft.text, files: draft.files }, capabilities, canReply) && (kind === 'note' || !letter || letter.to.length > 0);
  const submit = (resolveAfter: boolean, sendAt: Date | null = null) => {
    if (!sendable) return;
    if (canned.missing.length > 0) {
      canned.fillNext(0);
      return;
    }
    if (resolveAfter && onMissing) return onMissing();
    ended();
    send({ conversationId: id, kind, text: draft.text, files: draft.files.flatMap((file) => file.upload ?? []), resolveAfter, mentions: mentions.ids(), undoSeconds: capabilities.undoSeconds, sendAt: sendAt?.toISOString() ?? null, looked: kind === 'reply' ? looked : null, letter: kind === 'reply' && letter ? letterToSend(letter, detail.letter, draft.text) : null, composed: kind === 'reply' && answersOf(id).length > 0 ? { quickReplies: answersOf(id) } : null, via: kind === 'reply' ? via : null, quotes: kind === 'reply' && !sendAt ? quotedNumber(id, via) : undefined });
    clearDraft(id, kind);
    field.current?.focus();
  };
  const sendComposed = (composed: Composed) => send({ conversationId: id, kind: 'reply', text: '', files: [], resolveAfter: false, undoSeconds: capabilities.undoSeconds, sendAt: null, looked, composed, via });
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event) || canned.onKey(event) || mentions.onKey(event)) return;
    const andResolve = isKey(event, 'text.sendAndResolve');
    if (andResolve || isKey(event, 'text.send')) {
      event.preventDefault();
      submit(andResolve && may('conversations.resolve'));
    } else if (isKey(event, 'text.undoSend') && kind === 'reply') {
      const last = undoableIn(id);
      if (last !== null) {
        event.preventDefault();
        void undoSend(id, last).then((code) => code && showToast(errorText(code), { bad: true }));
      }
    } else if (isKey(event, 'text.leave')) {
      field.current?.blur();
    }
  };
  const attach = (files: Iterable<File>) => {
    const refused = addFiles(id, files, capabilities.maxAttachmentBytes);
    for (const file of refused) showToast(t.fileTooLarge(file.name, formatSize(capabilities.maxAttachmentBytes, language)), { bad: true });
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!attachable || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    if (attachable) attach(event.dataTransfer.files);
  };
  const blocked = kind === 'reply' ? !canReply : !mayNote;
  const command = isMac() ? '⌘' : 'Ctrl';

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop files on; the picker does the same by keyboard
    <section
      className={classNames(styles.composer, kind === 'note' && styles.note, dropping && attachable && styles.dropping)}
      aria-label={kind === 'note' ? t.note : t.reply}
      data-drop={t.drop}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={onDrop}
    >
      <div className={styles.head}>
        <ComposerTabs kind={kind} onChoose={focus} />
        {kind === 'reply' && picker}
        <ComposerStatus detail={detail} kind={kind} text={draft.text} />
      </div>
      {blocked ? (
        <p className={styles.blocked}>{t.cannot}{t.reasons[(kind === 'reply' ? reason : 'forbidden') ?? ''] ?? t.reasonOther}</p>
      ) : (
        <>
        {kind === 'reply' && <QuotedStrip conversationId={id} via={via} />}
        {kind === 'reply' && letter && <Suspense fallback={null}><LazyLetterFields conversationId={id} capabilities={capabilities} letter={letter} usual={detail.letter} text={draft.text} /></Suspense>}
        <VariableMarks text={draft.text} field={field} active={kind === 'reply'}>
          <textarea
            ref={field}
            data-composer=""
            className={styles.text}
            rows={2}
            aria-label={kind === 'note' ? t.notePlaceholder : t.replyPlaceholder(detail.customer.name)}
            placeholder={kind === 'note' ? t.notePlaceholder : t.replyPlaceholder(detail.customer.name)}
            value={draft.text}
            onChange={(event) => {
              writeDraft(id, kind, event.target.value);
              canned.watch(event.target);
              mentions.onCaret();
              if (kind === 'reply') typed();
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onSelect={(event) => {
              canned.watch(event.currentTarget);
              mentions.onCaret();
            }}
            aria-controls={canned.open ? 'canned-list' : undefined}
            aria-activedescendant={canned.open ? `canned-${canned.at}` : undefined}
          />
        </VariableMarks>
        </>
      )}
      <CannedPicker canned={canned} />
      <MissingVariables canned={canned} />
      {mentions.list}
      {kind === 'reply' && <ComposerFiles conversationId={id} files={draft.files} taken={capabilities.attachments} />}
      <div className={styles.foot}>
        <AttachButton label={t.attach} disabled={!attachable} onFiles={attach} />
        {kind === 'reply' && <ComposedButton detail={detail} via={via} label={t.more} disabled={!canReply} onSend={sendComposed} />}
        {canned.usable && <IconButton icon="bolt" label={cannedTexts.open} shortcut={`/ · ${command}+/`} onClick={canned.openByKey} />}
        <span className={styles.spacer} />
        {kind === 'reply' && <SendLater brandId={detail.brandId} disabled={!sendable || quoted !== undefined} onChoose={(at) => submit(false, at)} />}
        {kind === 'reply' && may('conversations.resolve') && <Button className={styles.second} disabled={!sendable} title={`${command}+Shift+Enter`} onClick={() => submit(true)}>{t.sendResolve}</Button>}
        <Button look="primary" icon={kind === 'note' ? 'note' : 'send'} disabled={!sendable} title={`${command}+Enter`} onClick={() => submit(false)}>
          {kind === 'note' ? t.addNote : t.send}
        </Button>
      </div>
    </section>
  );
}
