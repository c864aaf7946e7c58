import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Ends {
  first: number;
  last: number;
  lastIsOwn: boolean;
  pending: number;
}

const near = 80;

/** Keeps the newest message in view for who is at the end, and the place of who reads further up. */
export function useFollowEnd(scroller: RefObject<HTMLDivElement | null>, ends: Ends) {
  const [atEnd, setAtEnd] = useState(true);
  const [unreadAbove, setUnreadAbove] = useState(false);
  const [seenTo, setSeenTo] = useState(ends.last);
  const before = useRef({ ...ends, height: 0, opened: false, atEnd: true, seen: false });

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < near;
    before.current.atEnd = end;
    setAtEnd(end);
    const mark = element.querySelector<HTMLElement>('[data-unread]');
    const above = mark === null ? before.current.first > 1 : mark.offsetTop < element.scrollTop - 4;
    // Once it has been on the screen, the way back to it is not offered again.
    before.current.seen ||= mark !== null && !above;
    setUnreadAbove(above && !before.current.seen);
  }, [scroller]);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    look();
  }, [scroller, look]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const known = before.current;
    const grown = element.scrollHeight - known.height;
    if (!known.opened) element.scrollTop = element.scrollHeight;
    else if (ends.first < known.first) element.scrollTop += grown;
    else if (known.atEnd || ends.pending > known.pending || (ends.lastIsOwn && ends.last > known.last)) element.scrollTop = element.scrollHeight;
    before.current = { ...ends, height: element.scrollHeight, opened: true, atEnd: known.atEnd, seen: known.seen };
    look();
  }, [scroller, look, ends.first, ends.last, ends.pending, ends.lastIsOwn]); // oxlint-disable-line react/exhaustive-deps -- `ends` is a new object each time; its parts are listed

  // The composer grows, a window is resized: who was at the end stays there.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (before.current.atEnd) element.scrollTop = element.scrollHeight;
      before.current.height = element.scrollHeight;
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [scroller]);

  if (atEnd && seenTo !== ends.last) setSeenTo(ends.last);
  return { atEnd, unreadAbove, newBelow: atEnd ? 0 : Math.max(0, ends.last - seenTo), onScroll: look, toEnd };
}
