// What the loader (on the site's page) and the chat (in the hub's frame) say to each other.
// Either side may be spoken to by any window, so both read what arrives through the functions below,
// after they have compared origin and source.

export interface Init {
  type: 'crmhub:init';
  identity: string | null;
  /** The page said that nobody is signed in before the chat was loaded. */
  signedOut: boolean;
  pageUrl: string;
  referrer: string;
  /** The words by which the page has invited the visitor to this chat. */
  invitation: string | null;
}

export type ToChat = Init | { type: 'crmhub:page'; url: string } | { type: 'crmhub:visible'; visible: boolean } | { type: 'crmhub:identify'; identity: string | null };

export type ToHost = { type: 'crmhub:ready' } | { type: 'crmhub:close' } | { type: 'crmhub:unread'; count: number };

function record(data: unknown): Record<string, unknown> | null {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : null;
}

export function readToChat(data: unknown): ToChat | null {
  const message = record(data);
  switch (message?.type) {
    case 'crmhub:init':
      return {
        type: 'crmhub:init',
        identity: text(message.identity),
        signedOut: message.signedOut === true,
        pageUrl: text(message.pageUrl) ?? '',
        referrer: text(message.referrer) ?? '',
        invitation: text(message.invitation),
      };
    case 'crmhub:page':
      return { type: 'crmhub:page', url: text(message.url) ?? '' };
    case 'crmhub:visible':
      return typeof message.visible === 'boolean' ? { type: 'crmhub:visible', visible: message.visible } : null;
    case 'crmhub:identify':
      return { type: 'crmhub:identify', identity: text(message.identity) };
    default:
      return null;
  }
}

export function readToHost(data: unknown): ToHost | null {
  const message = record(data);
  switch (message?.type) {
    case 'crmhub:ready':
    case 'crmhub:close':
      return { type: message.type };
    case 'crmhub:unread': {
      const count = message.count;
      return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? { type: 'crmhub:unread', count } : null;
    }
    default:
      return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
