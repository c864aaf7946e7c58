import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

const nearPx = 48;

/** Keeps the end of a list in view while it grows (also when a picture gets its height), unless the reader scrolled up. */
export function useStickToBottom(scroller: RefObject<HTMLDivElement | null>, content: RefObject<HTMLDivElement | null>) {
  const [atBottom, setAtBottom] = useState(true);
  const pinned = useRef(true);

  function toBottom(): void {
    pinned.current = true;
    setAtBottom(true);
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }

  useLayoutEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    const onScroll = (): void => {
      pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx;
      setAtBottom(pinned.current);
    };
    const observer = new ResizeObserver(() => {
      if (pinned.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  /** For what is put in above: the line being read stays where it is. */
  async function keepPlace(load: () => Promise<void>): Promise<void> {
    const box = scroller.current;
    if (!box) return load();
    pinned.current = false;
    const fromEnd = box.scrollHeight - box.scrollTop;
    await load();
    requestAnimationFrame(() => {
      box.scrollTop = box.scrollHeight - fromEnd;
    });
  }

  return { atBottom, toBottom, keepPlace };
}
