import type { Socket } from '../chat/src/live/hub-connection';

/** The far end of a socket, played by the test. */
export class FakeSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readyState = 0;
  readonly sent: Record<string, unknown>[] = [];

  send(data: string): void {
    for (const record of data.split('\x1e')) if (record) this.sent.push(JSON.parse(record) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }

  receive(...records: object[]): void {
    this.onmessage?.({ data: records.map((record) => `${JSON.stringify(record)}\x1e`).join('') } as MessageEvent);
  }

  drop(): void {
    this.readyState = 3;
    this.onclose?.({} as CloseEvent);
  }

  /** Opens, shakes hands and answers Join. */
  async join(position: object): Promise<void> {
    this.open();
    this.receive({});
    this.receive({ type: 3, invocationId: '1', result: position });
    await Promise.resolve();
    await Promise.resolve();
  }
}
