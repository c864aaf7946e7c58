/** Frameworks may replace the body or all of its children while the page lives on; the widget then comes back. Answers with what ends that. */
export function keepAttached(host: HTMLElement): () => void {
  let left = 50; // A page that removes us on purpose shall win in the end.
  let ended = false;

  const attach = (): void => {
    if (ended || host.isConnected || !document.body) return;
    if (left-- > 0) document.body.append(host);
    watch();
  };
  const observer = new MutationObserver(attach);

  function watch(): void {
    observer.disconnect();
    observer.observe(document.documentElement, { childList: true });
    observer.observe(document.body, { childList: true });
  }

  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach, { once: true });
  return () => {
    ended = true;
    observer.disconnect();
    host.remove();
  };
}
