import { readToChat, type ToChat, type ToHost } from '../../bridge/messages';

/** The page around the frame. It is spoken to under the one origin the frame was opened for, and under no other. */
export class HostPage {
  readonly #origin: string | null;

  constructor(host: string | null) {
    this.#origin = window.parent === window ? null : exactOrigin(host);
  }

  get present(): boolean {
    return this.#origin !== null;
  }

  tell(message: ToHost): void {
    if (this.#origin) window.parent.postMessage(message, this.#origin);
  }

  listen(heard: (message: ToChat) => void): void {
    window.addEventListener('message', (event) => {
      if (!this.#origin || event.origin !== this.#origin || event.source !== window.parent) return;
      const message = readToChat(event.data);
      if (message) heard(message);
    });
  }
}

export function exactOrigin(host: string | null): string | null {
  try {
    const url = new URL(host ?? '');
    return /^https?:$/.test(url.protocol) && url.origin === host ? host : null;
  } catch {
    return null;
  }
}
