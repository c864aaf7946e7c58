import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { isComposing } from '@/shared/lib/keys';
import styles from './popover.module.css';

interface PopoverProps {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  onClose: () => void;
  children: ReactNode;
  width?: number;
}

const margin = 8;

/** A panel beside its anchor; on a phone, a sheet at the bottom. Escape and a press outside close it; focus goes back. */
export function Popover({ anchor, label, onClose, children, width = 280 }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number; maxHeight: number } | null>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  useLayoutEffect(() => {
    const box = anchor.current?.getBoundingClientRect();
    if (!box) return;
    const height = Math.min(panel.current?.offsetHeight ?? 320, 420);
    const below = window.innerHeight - box.bottom - margin;
    const top = below >= height || below >= box.top ? box.bottom + 4 : Math.max(margin, box.top - height - 4);
    const left = Math.max(margin, Math.min(box.left, window.innerWidth - width - margin));
    setPlace({ left, top, maxHeight: Math.max(160, Math.min(420, window.innerHeight - top - margin)) });
  }, [anchor, width]);

  useEffect(() => {
    const before = document.activeElement;
    const origin = anchor.current;
    if (!panel.current?.contains(before)) panel.current?.querySelector<HTMLElement>('[data-autofocus], input, button')?.focus();
    const onPress = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !origin?.contains(target)) close.current();
    };
    document.addEventListener('pointerdown', onPress);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [anchor]);

  return createPortal(
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <div
      ref={panel}
      role="dialog"
      aria-label={label}
      data-popover=""
      className={styles.panel}
      style={place ? { left: place.left, top: place.top, maxHeight: place.maxHeight, width } : { width, opacity: 0 }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.code === 'Escape' && !isComposing(event)) onClose();
      }}
    >
      {children}
    </div>,
    document.body,
  );
}
