/**
 * Of several windows of the desk one rings. The browser gives the lock to another when this one closes. Without locks (an old browser, an insecure address)
 * each window rings for itself.
 */
export function claimAnnouncer(onClaimed: () => void): () => void {
  if (!('locks' in navigator)) {
    onClaimed();
    return () => {};
  }
  const ended = new AbortController();
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks
    .request('hub.announcer', { signal: ended.signal }, () => {
      onClaimed();
      return held;
    })
    .catch(() => {});
  return () => {
    ended.abort();
    release();
  };
}
