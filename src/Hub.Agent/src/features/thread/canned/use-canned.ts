import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { errorCode } from '@/api/http';
import type { CannedReply, ConversationDetail, DraftKind } from '@/api/types';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { isKey } from '@/shared/keys/key-press';
import { isEnter } from '@/shared/lib/keys';
import { newId } from '@/shared/lib/new-id';
import { showToast } from '@/shared/lib/toasts';
import { changeFiles, draftOf, writeDraft } from '../model/drafts';
import { fetchPreview, insertReply, previewFor, previewKey, useCannedReplies } from './canned-api';
import { searchReplies } from './canned-search';
import { offerComposer } from './open-composer';
import { nextVariable, slashAt, variablesIn } from './slash';
import { useCannedTexts } from './texts';

interface Options {
  detail: ConversationDetail;
  kind: DraftKind;
  text: string;
  field: RefObject<HTMLTextAreaElement | null>;
  /** Files can be attached to a reply here and now. */
  attachable: boolean;
  toReply: () => void;
}

/** Canned replies in the composer: the slash opens them, Enter inserts and never sends, Tab walks through what is still to be filled in. */
export function useCanned({ detail, kind, text, field, attachable, toReply }: Options) {
  const { id: conversationId, brandId } = detail;
  const t = useCannedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const [filling, setFilling] = useState(false);
  const wasQuery = useRef('');
  const usable = kind === 'reply' && detail.canReply;
  const replies = useCannedReplies(conversationId, brandId, usable);

  const slash = usable ? slashAt(text, Math.min(caret, text.length)) : null;
  const query = slash?.query ?? '';
  const searching = slash !== null;
  const found = useMemo(() => (searching ? searchReplies(replies.data ?? [], query) : []), [searching, replies.data, query]);
  const open = slash !== null && slash.start !== dismissed && (replies.isPending || found.length > 0 || (query === '' && replies.isError));
  if (wasQuery.current !== query) {
    wasQuery.current = query;
    if (active !== 0) setActive(0);
  }
  const at = Math.min(active, Math.max(0, found.length - 1));
  const chosen = open ? (found[at] ?? null) : null;
  const preview = useQuery({
    queryKey: previewKey(chosen?.id ?? '', chosen?.version ?? 0, conversationId),
    queryFn: () => fetchPreview(chosen?.id ?? '', conversationId),
    enabled: chosen !== null,
    staleTime: previewFor,
  });
  useEffect(() => {
    if (slash === null && dismissed !== null) setDismissed(null);
  }, [slash, dismissed]);

  const select = (start: number, end: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
    setCaret(end);
  };

  const fillNext = (from: number): boolean => {
    const next = nextVariable(text, from);
    if (next) select(next.start, next.end);
    return next !== null;
  };

  const insert = async (reply: CannedReply) => {
    if (!slash) return;
    setDismissed(slash.start);
    await put(reply, slash.start, slash.start + 1 + query.length);
  };

  /** In place of what stands between the two; not at all when that is no longer what it was. */
  const put = async (reply: CannedReply, start: number, end: number) => {
    const typed = draftOf(conversationId, 'reply').text.slice(start, end);
    flushSync(() => setFilling(true));
    try {
      const filled = await client.fetchQuery({ queryKey: previewKey(reply.id, reply.version, conversationId), queryFn: () => fetchPreview(reply.id, conversationId), staleTime: previewFor });
      const now = draftOf(conversationId, 'reply').text;
      if (now.slice(start, end) !== typed) return;
      const next = now.slice(0, start) + filled.text + now.slice(end);
      flushSync(() => writeDraft(conversationId, 'reply', next));
      const first = variablesIn(filled.text)[0];
      if (first) select(start + first.start, start + first.end);
      else select(start + filled.text.length, start + filled.text.length);
      const withFiles = attachable && reply.files.length > 0;
      if (!withFiles) setFilling(false);
      if (reply.files.length > 0 && !withFiles) showToast(t.noFiles);
      const { files } = await insertReply(reply.id, conversationId, withFiles);
      changeFiles(conversationId, (list) => [
        ...list,
        ...files.map((file) => ({ key: newId(), name: file.fileName, size: file.size, share: 1, state: 'done' as const, code: null, upload: file, cancel: () => {} })),
      ]);
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    } finally {
      setFilling(false);
    }
  };

  /** Found elsewhere: it goes where the cursor of the reply is, else behind its last word. */
  const insertFound = (reply: CannedReply) => {
    const place = kind === 'reply' ? (field.current?.selectionStart ?? text.length) : draftOf(conversationId, 'reply').text.length;
    toReply();
    void put(reply, place, place);
  };
  const latest = useRef(insertFound);
  useEffect(() => {
    latest.current = insertFound;
  });
  useEffect(() => (detail.canReply ? offerComposer({ conversationId, brandId, insert: (reply) => latest.current(reply) }) : undefined), [conversationId, brandId, detail.canReply]);

  /** True when the key was meant for the picker or for a variable. */
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (isKey(event, 'text.canned') && usable) {
      openByKey();
      event.preventDefault();
      return true;
    }
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (!bare) return false;
    if (open) {
      if (event.code === 'ArrowDown' || event.code === 'ArrowUp') setActive((at + (event.code === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(1, found.length));
      else if (isEnter(event) || event.code === 'Tab') {
        if (chosen) void insert(chosen);
      } else if (event.code === 'Escape') setDismissed(slash.start);
      else return false;
      event.preventDefault();
      return true;
    }
    if (isKey(event, 'text.nextGap') && kind === 'reply' && fillNext(event.currentTarget.selectionEnd)) {
      event.preventDefault();
      return true;
    }
    return false;
  };

  /** The chord works whatever the input method makes of the slash. */
  const openByKey = () => {
    const element = field.current;
    if (!element) return;
    const place = element.selectionStart;
    const lead = place === 0 || /[\s\u3000]/.test(text[place - 1] ?? '') ? '/' : ' /';
    flushSync(() => writeDraft(conversationId, kind, text.slice(0, place) + lead + text.slice(element.selectionEnd)));
    setDismissed(null);
    select(place + lead.length, place + lead.length);
  };

  return { open, usable, filling, openByKey, replies, found, at, chosen, preview: preview.data ?? null, setActive, insert, onKey, fillNext, missing: kind === 'reply' ? variablesIn(text).map((each) => each.name) : [], watch: (element: HTMLTextAreaElement) => setCaret(element.selectionEnd) };
}

export type Canned = ReturnType<typeof useCanned>;
