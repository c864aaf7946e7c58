// The part of the SignalR JSON hub protocol, version 1, that a browser needs:
// https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md

const separator = '\x1e';

export type HubMessage =
  | { type: 1; target: string; arguments: unknown[] }
  | { type: 3; invocationId: string; result?: unknown; error?: string }
  | { type: 6 }
  | { type: 7; error?: string; allowReconnect?: boolean };

export function writeRecord(message: object): string {
  return JSON.stringify(message) + separator;
}

export const handshake = writeRecord({ protocol: 'json', version: 1 });
export const ping = writeRecord({ type: 6 });

export function invocation(target: string, args: unknown[], invocationId?: string): string {
  return writeRecord(invocationId === undefined ? { type: 1, target, arguments: args } : { type: 1, invocationId, target, arguments: args });
}

/** A socket message holds any number of records, and a record need not end with it. */
export class RecordReader {
  #rest = '';

  push(chunk: string): unknown[] {
    const pieces = (this.#rest + chunk).split(separator);
    this.#rest = pieces.pop() ?? '';
    return pieces.filter((piece) => piece !== '').map((piece) => JSON.parse(piece) as unknown);
  }
}

/** Null for kinds that we neither asked for nor understand (streams, acknowledgements, what a later version adds). */
export function readHubMessage(record: unknown): HubMessage | null {
  if (typeof record !== 'object' || record === null) return null;
  const message = record as Record<string, unknown>;
  switch (message.type) {
    case 1:
      return typeof message.target === 'string' && Array.isArray(message.arguments)
        ? { type: 1, target: message.target, arguments: message.arguments }
        : null;
    case 3:
      if (typeof message.invocationId !== 'string') return null;
      return typeof message.error === 'string'
        ? { type: 3, invocationId: message.invocationId, error: message.error }
        : { type: 3, invocationId: message.invocationId, result: message.result };
    case 6:
      return { type: 6 };
    case 7:
      return {
        type: 7,
        ...(typeof message.error === 'string' && { error: message.error }),
        ...(typeof message.allowReconnect === 'boolean' && { allowReconnect: message.allowReconnect }),
      };
    default:
      return null;
  }
}
