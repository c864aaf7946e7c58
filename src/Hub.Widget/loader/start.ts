import { readToHost, type ToChat } from '../bridge/messages';
import { keepAttached } from './keep-attached';
import { count, fetchLook, type Look } from './look';
import { PageWatch } from './page-watch';
import { SeenPages } from './seen';
import { pickLanguage, texts } from './texts';
import { createView } from './view';

export interface CrmHubApi {
  open(): void;
  close(): void;
  toggle(): void;
  /** Says who the visitor is (a JWT signed by the site's server); null when nobody is signed in. */
  identify(jwt: string | null): void;
  /** Says which page is shown, where an application's address does not. */
  page(url: string): void;
  /** Says whether the visitor lets the site store what it has shown them; what they have refused, or taken back, is forgotten with the page. */
  consent(given: boolean): void;
  /** Takes the chat off the page, and puts it there again. */
  unmount(): void;
  mount(): void;
}

export function startWidget(script: HTMLScriptElement): CrmHubApi {
  const hub = new URL(script.src).origin;
  const language = pickLanguage(script.dataset.language, document.documentElement.lang, navigator.language);
  const site = script.dataset.site ?? '';
  const base = `${hub}/widget/api/${encodeURIComponent(site)}`;
  const view = createView(language);
  const seen = new SeenPages(site);
  if (script.dataset.consent !== undefined) seen.consent(script.dataset.consent === 'true');
  let look: Look | null = null;
  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let open = false;
  let unread = 0;
  let signedOut = false;
  let invitation: string | null = null;
  let detach: (() => void) | null = null;
  let watch: PageWatch | null = null;
  // undefined = nothing said by code; the attribute is then read when the chat opens, so that a framework may set it late.
  let identity: string | null | undefined;

  function tell(message: ToChat): void {
    if (ready) frame?.contentWindow?.postMessage(message, hub);
  }

  function setOpen(value: boolean): void {
    if (open === value || !detach) return;
    open = value;
    if (open) seen.started();
    if (open && !frame) frame = createFrame();
    view.invite(null);
    view.show(open, unread);
    fitToKeyboard();
    tell({ type: 'crmhub:visible', visible: open });
    if (open) frame?.focus();
    else if (document.activeElement === view.host || document.activeElement === document.body) view.launcher.focus();
  }

  async function dress(): Promise<void> {
    look = await fetchLook(base, language);
    view.dress(look);
    watch?.dress(look);
  }

  function createFrame(): HTMLIFrameElement {
    const element = document.createElement('iframe');
    const query = new URLSearchParams({ site, language, host: location.origin });
    // So that its first paint has the site's colours already.
    if (look?.accent) query.set('accent', look.accent.slice(1));
    if (look) query.set('scheme', look.scheme);
    element.title = texts[language].frame;
    element.referrerPolicy = 'origin';
    element.src = `${hub}/widget/chat?${query}`;
    view.panel.append(element);
    return element;
  }

  /** A phone's keyboard covers what is fixed to the bottom; only this page can see how much is left. */
  function fitToKeyboard(): void {
    const viewport = window.visualViewport;
    const full = open && viewport && window.innerWidth <= 480;
    view.panel.style.height = full ? `${viewport.height}px` : '';
    view.panel.style.top = full ? `${viewport.offsetTop}px` : '';
  }

  function hear(event: MessageEvent): void {
    if (event.origin !== hub || !frame || event.source !== frame.contentWindow) return;
    const message = readToHost(event.data);
    if (message?.type === 'crmhub:ready') {
      ready = true;
      tell({
        type: 'crmhub:init',
        identity: identity === undefined ? (script.dataset.identity ?? null) : identity,
        signedOut,
        pageUrl: (watch?.href ?? location.href).split('#')[0] ?? '',
        referrer: document.referrer,
        invitation,
      });
      tell({ type: 'crmhub:visible', visible: open });
    } else if (message?.type === 'crmhub:close') {
      setOpen(false);
      view.launcher.focus();
    } else if (message?.type === 'crmhub:unread') {
      unread = message.count;
      view.show(open, unread);
    }
  }

  function mount(): void {
    if (detach) return;
    detach = keepAttached(view.host);
    watch = new PageWatch(seen, {
      page(href) {
        view.invite(null);
        tell({ type: 'crmhub:page', url: href.split('#')[0] ?? '' });
      },
      busy: () => open || frame !== null || view.invited(),
      due(due) {
        count(base, due.id, 'shown');
        view.invite(due.text, () => {
          count(base, due.id, 'opened');
          invitation = due.text;
          setOpen(true);
        });
      },
    });
    watch.dress(look);
    window.addEventListener('message', hear);
    window.visualViewport?.addEventListener('resize', fitToKeyboard);
    window.visualViewport?.addEventListener('scroll', fitToKeyboard);
  }

  function unmount(): void {
    setOpen(false);
    detach?.();
    watch?.stop();
    detach = watch = frame = null;
    ready = false;
    unread = 0;
    view.panel.replaceChildren();
    view.show(false, 0);
    window.removeEventListener('message', hear);
    window.visualViewport?.removeEventListener('resize', fitToKeyboard);
    window.visualViewport?.removeEventListener('scroll', fitToKeyboard);
  }

  view.launcher.addEventListener('click', () => setOpen(!open));
  view.launcher.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') setOpen(false);
  });
  view.show(false, 0);
  mount();
  void dress();

  return {
    open: () => setOpen(true),
    close: () => setOpen(false),
    toggle: () => setOpen(!open),
    identify(jwt) {
      identity = jwt || null;
      signedOut = !identity;
      tell({ type: 'crmhub:identify', identity });
    },
    page(url) {
      watch?.page(new URL(url, location.href).href);
    },
    consent: (given) => seen.consent(given),
    mount,
    unmount,
  };
}
