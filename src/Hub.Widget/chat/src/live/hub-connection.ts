import { RecordReader, handshake, invocation, ping, readHubMessage } from './hub-protocol';

export interface HubHandlers {
  opened(): void;
  invoked(target: string, args: unknown[]): void;
  closed(reason: string): void;
}

/** Of `WebSocket`, what is used here. */
export interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  readonly readyState: number;
  send(data: string): void;
  close(): void;
}

const openState = 1;
const keepAliveMs = 15_000;
const serverTimeoutMs = 30_000;
const handshakeTimeoutMs = 10_000;

/** One connection, from dialling to its end. It tells `closed` exactly once and is not used again. */
export class HubConnection {
  readonly #socket: Socket;
  readonly #handlers: HubHandlers;
  readonly #reader = new RecordReader();
  readonly #waiting = new Map<string, { resolve(value: unknown): void; reject(error: Error): void }>();
  #lastId = 0;
  #shaken = false;
  #ended = false;
  #keepAlive: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: Socket, handlers: HubHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#expectWithin(handshakeTimeoutMs);
    socket.onopen = () => socket.send(handshake);
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#end('closed');
  }

  invoke(target: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!this.#canSend) return reject(new Error('not connected'));
      const id = String(++this.#lastId);
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(invocation(target, args, id));
    });
  }

  /** For what may be lost. */
  send(target: string, ...args: unknown[]): void {
    if (this.#canSend) this.#socket.send(invocation(target, args));
  }

  close(): void {
    this.#end('stopped');
  }

  get #canSend(): boolean {
    return this.#shaken && !this.#ended && this.#socket.readyState === openState;
  }

  #receive(data: unknown): void {
    if (this.#ended || typeof data !== 'string') return;
    this.#expectWithin(serverTimeoutMs);
    let records: unknown[];
    try {
      records = this.#reader.push(data);
    } catch {
      return this.#end('not the hub protocol');
    }
    for (const record of records) {
      if (this.#ended) return;
      if (this.#shaken) this.#handle(record);
      else this.#finishHandshake(record);
    }
  }

  #finishHandshake(record: unknown): void {
    const error = (record as { error?: unknown } | null)?.error;
    if (typeof error === 'string') return this.#end(`handshake: ${error}`);
    this.#shaken = true;
    this.#keepAlive = setInterval(() => this.#canSend && this.#socket.send(ping), keepAliveMs);
    this.#handlers.opened();
  }

  #handle(record: unknown): void {
    const message = readHubMessage(record);
    if (message?.type === 1) {
      this.#handlers.invoked(message.target, message.arguments);
    } else if (message?.type === 3) {
      const caller = this.#waiting.get(message.invocationId);
      this.#waiting.delete(message.invocationId);
      if (message.error === undefined) caller?.resolve(message.result);
      else caller?.reject(new Error(message.error));
    } else if (message?.type === 7) {
      this.#end(message.error ?? 'closed by the hub');
    }
  }

  /** A network that swallows packets closes nothing: silence for this long counts as the end. */
  #expectWithin(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#end('silent'), ms);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadline);
    clearInterval(this.#keepAlive);
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    for (const caller of this.#waiting.values()) caller.reject(new Error(reason));
    this.#waiting.clear();
    this.#handlers.closed(reason);
  }
}
