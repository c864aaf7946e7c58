import { Fragment } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useChat, useTexts } from '../context';
import { dayKey, dayLabel } from '../model/days';
import type { VisitorMessage } from '../model/types';
import type { ChatState } from '../state';
import { Bubble } from './bubble';
import { DownIcon } from './icons';
import { PendingBubble } from './pending-bubble';
import { useStickToBottom } from './use-stick-to-bottom';

const groupMs = 5 * 60_000;

export function MessageList({ state }: { state: ChatState }) {
  const chat = useChat();
  const t = useTexts();
  const { messages, pending } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stick = useStickToBottom(scroller, content);
  const last = messages[messages.length - 1];
  const hasNew = useNewBelow(last, pending.length, stick);
  const today = new Date();

  return (
    <div class="history">
      <div class="scroller" ref={scroller} tabIndex={0} role="log" aria-live="polite" aria-label={t.log} aria-busy={state.loadingEarlier || state.phase === 'starting'}>
        <div class="content" ref={content}>
          {state.phase === 'starting' && <p class="system">{t.loading}</p>}
          {state.hasMore && (
            <button type="button" class="earlier" disabled={state.loadingEarlier} onClick={() => stick.keepPlace(() => chat.loadEarlier())}>
              {state.loadingEarlier ? t.loading : t.loadEarlier}
            </button>
          )}
          {state.phase === 'ready' && !state.hasMore && <p class="greeting">{state.invitation || state.site?.greeting || t.greeting}</p>}
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const at = new Date(message.at);
            const newDay = !before || dayKey(new Date(before.at)) !== dayKey(at);
            return (
              <Fragment key={message.id ?? `n${message.number}`}>
                {newDay && (
                  <h2 class="day">
                    <time dateTime={message.at}>{dayLabel(at, today, chat.language, t.today, t.yesterday)}</time>
                  </h2>
                )}
                <Bubble
                  message={message}
                  continued={!newDay && follows(before, message)}
                  timed={!sameMinute(message, messages[index + 1])}
                  sent={message === last && message.from === 'visitor' && pending.length === 0}
                />
              </Fragment>
            );
          })}
          {pending.map((item) => (
            <PendingBubble key={item.id} item={item} />
          ))}
          {state.status === 'resolved' && pending.length === 0 && <p class="system resolved">{t.resolved}</p>}
          {state.agentTyping && (
            <p class="typing">
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t.typing(state.agentTyping.name ?? t.agent)}
            </p>
          )}
        </div>
      </div>
      {hasNew && (
        <button type="button" class="pill" onClick={stick.toBottom}>
          <DownIcon />
          {t.newMessages}
        </button>
      )}
    </div>
  );
}

/** What arrives while the visitor reads further up is announced instead of pulling them down; their own messages do pull. */
function useNewBelow(last: VisitorMessage | undefined, pendingCount: number, stick: ReturnType<typeof useStickToBottom>): boolean {
  const seen = useRef(last?.number ?? 0);
  const sending = useRef(pendingCount);
  const [hasNew, setHasNew] = useState(false);
  useLayoutEffect(() => {
    if (pendingCount > sending.current) stick.toBottom();
    else if ((last?.number ?? 0) > seen.current && last?.from !== 'visitor' && !stick.atBottom) setHasNew(true);
    sending.current = pendingCount;
    seen.current = Math.max(seen.current, last?.number ?? 0);
  }, [last, pendingCount]);
  useLayoutEffect(() => {
    if (stick.atBottom) setHasNew(false);
  }, [stick.atBottom]);
  return hasNew;
}

function follows(before: VisitorMessage | undefined, message: VisitorMessage): boolean {
  return (
    before !== undefined &&
    before.from === message.from &&
    before.name === message.name &&
    new Date(message.at).getTime() - new Date(before.at).getTime() < groupMs
  );
}

/** Said in one breath: the time under the last of them is enough. */
function sameMinute(message: VisitorMessage, next: VisitorMessage | undefined): boolean {
  return next !== undefined && follows(message, next) && message.at.slice(0, 16) === next.at.slice(0, 16);
}
