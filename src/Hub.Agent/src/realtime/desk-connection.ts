import { HttpTransportType, type HubConnection, HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import type { Frame, Hello } from '@/api/types';
import { backOff } from './back-off';
import { catchUp } from './catch-up';
import { connectionState } from './connection-state';
import { publishEvents, tellResync, tellSignal } from './event-bus';
import { LivePositions } from './live-positions';
import { forgetPresence } from './presence';

const attemptsBeforePolling = 3;
const pollEvery = 4000;
const socketRetryWhilePolling = 20_000;
const longestJoin = 400;

/** The one live connection of the desk: WebSocket where it can be had, polling of the same positions where not. */
export class DeskConnection {
  readonly #hub: HubConnection;
  readonly #live = new LivePositions({ catchUp, publish: publishEvents, resync: tellResync });
  #stopped = false;
  #failures = 0;
  #wake: (() => void) | null = null;
  #pollTimer: ReturnType<typeof setTimeout> | undefined;
  #open: string | null = null;
  #joining: Promise<void> = Promise.resolve();

  constructor() {
    this.#hub = new HubConnectionBuilder()
      .withUrl('/hubs/desk', { skipNegotiation: true, transport: HttpTransportType.WebSockets })
      .configureLogging(LogLevel.None)
      .build();
    this.#hub.on('hello', (hello: Hello) => void this.#live.hello(hello));
    this.#hub.on('frame', (frame: Frame) => void this.#live.frame(frame));
    this.#hub.on('signal', tellSignal);
    this.#hub.on('resync', () => void this.#resume());
    this.#hub.onclose(() => {
      forgetPresence();
      void this.#run();
    });
  }

  start(): void {
    connectionState.set('connecting');
    window.addEventListener('online', this.#hurry);
    window.addEventListener('offline', this.#offline);
    void this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    window.removeEventListener('online', this.#hurry);
    window.removeEventListener('offline', this.#offline);
    clearTimeout(this.#pollTimer);
    this.#wake?.();
    await this.#hub.stop();
  }

  /** Only one conversation is open at a time on a desk. */
  open(conversationId: string | null): Promise<void> {
    const before = this.#open;
    if (before === conversationId) return this.#joining;
    this.#open = conversationId;
    if (before) {
      this.#live.positions.forget(`conversation:${before}`);
      if (this.#isLive()) void this.#hub.invoke('Close', before).catch(() => {});
    }
    this.#joining = conversationId ? this.#join(conversationId).then(() => {}) : Promise.resolve();
    return this.#joining;
  }

  /** Follow first, fetch afterwards; but nobody waits long for a slow socket: then `late` says when it is followed. */
  async followed(conversationId: string): Promise<{ late: Promise<void> | null }> {
    const joined = this.open(conversationId);
    if (!this.#isLive()) return { late: null };
    const slow = await Promise.race([joined.then(() => false), new Promise<boolean>((resolve) => setTimeout(resolve, longestJoin, true))]);
    return { late: slow ? joined : null };
  }

  typing(conversationId: string, typing: boolean): void {
    if (this.#isLive()) void this.#hub.send('Typing', conversationId, typing).catch(() => {});
  }

  #isLive = (): boolean => this.#hub.state === HubConnectionState.Connected;

  #hurry = (): void => this.#wake?.();

  #offline = (): void => {
    if (!this.#isLive()) connectionState.set('offline');
  };

  /** False when the conversation has to be fetched now, because it was not followed until this moment. */
  async #join(conversationId: string): Promise<boolean> {
    if (!this.#isLive()) return true;
    try {
      const joined = await this.#hub.invoke<{ group: string; epoch: string; position: number }>('Open', conversationId);
      return this.#open !== conversationId || (await this.#live.join(joined.group, joined.epoch, joined.position));
    } catch {
      // Not visible any more, or the connection went: fetching the conversation says which.
      return true;
    }
  }

  async #resume(): Promise<void> {
    // Before the conversation is opened again, which says who looks at it.
    forgetPresence();
    try {
      const hello = await this.#hub.invoke<Hello>('Resume');
      this.#live.positions.reset(hello.epoch, hello.groups);
      if (this.#open) await this.#join(this.#open);
      tellResync();
    } catch {
      // The connection closed meanwhile; its hello will do the same.
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#showDisconnected();
      try {
        await this.#hub.start();
        await this.#connected();
        return;
      } catch {
        this.#failures += 1;
        if (this.#failures >= attemptsBeforePolling) this.#startPolling();
        const polling = connectionState.get() === 'polling';
        await this.#pause(polling ? socketRetryWhilePolling : backOff(this.#failures));
      }
    }
  }

  async #connected(): Promise<void> {
    clearTimeout(this.#pollTimer);
    this.#pollTimer = undefined;
    this.#failures = 0;
    connectionState.set('live');
    if (this.#open && !(await this.#join(this.#open))) tellResync();
  }

  #showDisconnected(): void {
    if (!navigator.onLine) connectionState.set('offline');
    else if (connectionState.get() !== 'polling') connectionState.set(this.#live.positions.epoch === null ? 'connecting' : 'reconnecting');
  }

  #startPolling(): void {
    if (this.#pollTimer !== undefined) return;
    const poll = async (): Promise<void> => {
      const known = this.#live.positions.all().map(({ group }) => group);
      const ofRows = known.filter((group) => !group.startsWith('conversation:'));
      // Asking about no group names all of one's own; they are followed from the next round on.
      const groups = ofRows.length === 0 ? [] : this.#open ? [...ofRows, `conversation:${this.#open}`] : ofRows;
      const reached = await this.#live.poll(groups);
      if (this.#stopped || this.#isLive()) return;
      connectionState.set(reached ? 'polling' : navigator.onLine ? 'reconnecting' : 'offline');
      this.#pollTimer = setTimeout(() => void poll(), pollEvery);
    };
    this.#pollTimer = setTimeout(() => void poll(), 0);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
