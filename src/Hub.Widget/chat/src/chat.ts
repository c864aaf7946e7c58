import type { Language } from '../../loader/texts';
import { Api, type LeftMessage } from './api';
import type { HostPage } from './host-page';
import { LiveView } from './live/live-view';
import { Memory } from './memory';
import { countUnread, lastStaffMessage, mergeMessages, mergeSnapshot, settlePending } from './model/messages';
import { newId } from './model/new-id';
import { retryDelay } from './model/retry';
import type { Position, Session, Upload } from './model/types';
import { Outbox } from './outbox';
import { applyEvents, initialState, Store } from './state';
import { applyTheme } from './theme';
import { AgentTyping, OwnTyping } from './typing';

export interface Page {
  identity: string | null;
  pageUrl: string;
  referrer: string;
  invitation: string | null;
}

/** One visitor's chat on one site: the session, what was said, what is still to be sent. */
export class Chat {
  readonly store = new Store();
  readonly memory: Memory;
  readonly ownTyping = new OwnTyping((typing) => this.#live?.typing(typing));
  readonly #agentTyping = new AgentTyping((agentTyping) => this.store.set({ agentTyping }));
  readonly #api: Api;
  #page: Page = { identity: null, pageUrl: '', referrer: '', invitation: null };
  #live: LiveView | null = null;
  #group = '';
  #outbox: Outbox | null = null;
  #opening: Promise<Position> | null = null;
  #started = false;
  #readSent = 0;
  #opens: ReturnType<typeof setTimeout> | undefined;
  #unreadTold = 0;

  constructor(
    private readonly site: string,
    readonly language: Language,
    private readonly host: HostPage,
  ) {
    this.memory = new Memory(site);
    this.#api = new Api(site, async () => void (await this.#openSession()));
    this.store.set({ online: navigator.onLine });
    this.store.subscribe((state) => this.#tellUnread(countUnread(state.messages, state.readUpTo)));
    window.addEventListener('online', () => this.#onlineChanged(true));
    window.addEventListener('offline', () => this.#onlineChanged(false));
    window.addEventListener('focus', () => this.markRead());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#live?.poke();
      this.markRead();
    });
  }

  start(page: Page): void {
    this.store.set({ invitation: page.invitation });
    if (this.#started) {
      // The page was so slow to answer that the chat has begun without it.
      const { identity } = this.#page;
      this.#page = { ...page, identity };
      if (page.identity) void this.identify(page.identity);
      return;
    }
    this.#page = page;
    this.#started = true;
    void this.#startUntilItWorks();
  }

  /** The page signed its user in (a JWT), or says that nobody is signed in (null). */
  async identify(identity: string | null): Promise<void> {
    if (identity === this.#page.identity && identity !== null) return;
    this.#page = { ...this.#page, identity };
    if (identity === null && !this.forgetSignedIn()) return;
    if (!this.#started) return;
    await this.#openSession().catch(() => this.#startUntilItWorks());
  }

  /** The next one at this computer must not read on, also while the network is away. Somebody who never signed in stays who they are. */
  forgetSignedIn(): boolean {
    if (!this.memory.verified) return false;
    this.memory.forget();
    this.#outbox?.clear();
    this.#live?.stop();
    this.#live = null;
    this.#api.token = '';
    const { online, visible, person } = this.store.state;
    this.store.replace({ ...initialState, online, visible, person: person + 1 });
    return true;
  }

  /** The next session begins on this page. */
  movedTo(pageUrl: string): void {
    this.#page = { ...this.#page, pageUrl };
  }

  send(text: string, uploads: Upload[]): void {
    this.ownTyping.stop();
    this.#outbox?.add({ id: newId(), text, uploads, at: new Date().toISOString(), state: 'queued' });
  }

  retry(id: string): void {
    this.#outbox?.retry(id);
  }

  discard(id: string): void {
    this.#outbox?.discard(id);
  }

  upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Upload> {
    return this.#api.upload(file, progress, signal);
  }

  /** What the site asks before the first message. */
  async fillForm(values: Record<string, string>, consent: boolean): Promise<void> {
    await this.#api.fillForm(values, consent, this.language);
    const { site } = this.store.state;
    if (site) this.store.set({ site: { ...site, form: null } });
  }

  async leaveMessage(message: Omit<LeftMessage, 'language'>): Promise<{ byMail: boolean }> {
    const left = await this.#api.leaveMessage({ ...message, language: this.language });
    if (!left.byMail) this.#live?.poke();
    return left;
  }

  askTranscript(email: string): Promise<boolean> {
    return this.#api.transcript(email, this.language);
  }

  async loadEarlier(): Promise<void> {
    const { messages, loadingEarlier, visitor } = this.store.state;
    const first = messages[0];
    if (!first || loadingEarlier) return;
    this.store.set({ loadingEarlier: true });
    try {
      const page = await this.#api.earlier(first.number);
      if (this.store.state.visitor?.id !== visitor?.id) return;
      const merged = mergeMessages(this.store.state.messages, page.items);
      // Nothing new means that the beginning is reached, whatever the hub says.
      this.store.set({ messages: merged, hasMore: page.hasMore && merged[0] !== undefined && merged[0].number < first.number });
    } catch {
      // The button stays and can be pressed again.
    } finally {
      this.store.set({ loadingEarlier: false });
    }
  }

  setVisible(visible: boolean): void {
    this.store.set({ visible });
    if (!visible) this.ownTyping.stop();
    else this.#live?.poke();
    this.markRead();
  }

  close(): void {
    this.host.tell({ type: 'crmhub:close' });
  }

  /** Read means: on the screen, and the visitor is here. */
  markRead(): void {
    const { visible, phase, messages } = this.store.state;
    if (phase !== 'ready' || !visible || document.visibilityState !== 'visible' || !document.hasFocus()) return;
    const upTo = lastStaffMessage(messages)?.number ?? 0;
    if (upTo > this.store.state.readUpTo) this.store.set({ readUpTo: upTo });
    if (upTo <= this.#readSent) return;
    const before = this.#readSent;
    this.#readSent = upTo;
    this.#api.read(upTo).catch(() => {
      // Sent again with the next message or when the window gets the focus.
      if (this.#readSent === upTo) this.#readSent = before;
    });
  }

  async #startUntilItWorks(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#openSession();
        return;
      } catch (error) {
        const delay = retryDelay(error, attempt, Math.random);
        if (delay === null) return this.store.set({ phase: 'unavailable' });
        this.store.set({ struggling: true });
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  /** Several callers may find out at once that a new session is needed; they share one. */
  #openSession(): Promise<Position> {
    this.#opening ??= this.#requestSession().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #requestSession(): Promise<Position> {
    const { identity, pageUrl, referrer } = this.#page;
    // Another tab may have got a newer token than the one this tab was refused with.
    const token = this.memory.token;
    const session = await this.#api.session({
      ...(token && { token }),
      ...(identity && { identity }),
      language: this.language,
      ...(pageUrl && { pageUrl }),
      ...(referrer && { referrer }),
    });
    // Somebody has signed in or out meanwhile, here or in another tab: this answer is about somebody else.
    if (identity !== this.#page.identity || token !== this.memory.token) return this.#requestSession();
    this.memory.token = this.#api.token = session.token;
    this.memory.verified = session.visitor.verified;
    this.#adopt(session);
    return session.position;
  }

  #adopt(session: Session): void {
    const { visitor: before, messages } = this.store.state;
    const same = before?.id === session.visitor.id;
    // What a signed-in person wrote and could not send must not go out under somebody else's name.
    if (before?.verified && !same) this.#outbox?.clear();
    const merged = same ? mergeSnapshot(messages, session.messages, session.hasMore) : mergeMessages([], session.messages);
    const grown = same && merged.length > session.messages.length;
    const last = merged[merged.length - 1]?.number ?? 0;
    if (!same) this.#readSent = 0;
    this.store.set({
      phase: 'ready',
      struggling: false,
      visitor: session.visitor,
      site: session.site,
      status: session.conversation?.status ?? null,
      ahead: session.conversation?.ahead ?? null,
      messages: merged,
      hasMore: grown ? this.store.state.hasMore : session.hasMore,
      // What was there before the visitor came is no news.
      readUpTo: same ? this.store.state.readUpTo : last,
      agentTyping: null,
    });
    this.#outbox ??= new Outbox(
      this.memory.pending(session.visitor.id),
      (item) => this.#post(item.id, item.text, item.uploads),
      (pending) => {
        this.store.set({ pending });
        this.memory.keepPending(this.store.state.visitor?.id ?? '', pending);
      },
    );
    applyTheme(session.site.accent, session.site.scheme);
    this.#askAgainAt(session.site.away?.opensAt ?? null);
    this.#settle();
    void this.#outbox.run();
    this.#watch(session.position, !same);
    this.markRead();
  }

  /** When the site opens while somebody waits for it, they are told. */
  #askAgainAt(opensAt: string | null): void {
    clearTimeout(this.#opens);
    const wait = opensAt ? new Date(opensAt).getTime() - Date.now() : Infinity;
    if (wait < 2 ** 31) this.#opens = setTimeout(() => void this.#openSession().catch(() => undefined), Math.max(wait, 0) + 1_000);
  }

  #watch(position: Position, visitorChanged: boolean): void {
    if (this.#live && !visitorChanged && this.#group === position.group) return;
    this.#live?.stop();
    this.#group = position.group;
    this.#live = new LiveView(position, {
      dial: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/hubs/visitor`),
      join: () => ({ site: this.site, token: this.#api.token }),
      catchUp: async (epoch, after) => {
        const answer = await this.#api.catchUp(epoch, after);
        this.store.set({ ahead: answer.ahead });
        return answer;
      },
      resync: () => this.#openSession(),
      apply: (events) => {
        this.store.replace(applyEvents(this.store.state, events));
        this.#settle();
        this.markRead();
      },
      signalled: (signal) => {
        if (signal.type === 'queue') this.store.set({ ahead: signal.ahead ?? null });
        if (signal.type === 'agentTyping') this.#agentTyping.heard(signal.typing === true, signal.name ?? null);
      },
      connectionChanged: (connection) => this.store.set({ connection }),
      watched: () => this.store.state.visible && document.visibilityState === 'visible',
    });
  }

  async #post(id: string, text: string, uploads: Upload[]): Promise<void> {
    const ids = uploads.map((upload) => upload.id);
    await this.#api.message(id, text, ids);
    if (this.store.state.connection !== 'live') setTimeout(() => this.#live?.poke(), 500);
  }

  #settle(): void {
    this.#outbox?.settle((items) => settlePending(items, this.store.state.messages));
  }

  #tellUnread(count: number): void {
    if (count === this.#unreadTold) return;
    this.#unreadTold = count;
    this.host.tell({ type: 'crmhub:unread', count });
  }

  #onlineChanged(online: boolean): void {
    this.store.set({ online });
    if (!online) return;
    this.#live?.poke();
    this.#outbox?.wake();
  }
}
