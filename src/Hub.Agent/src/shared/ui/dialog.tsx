import { type ReactNode, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { IconButton } from './button';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}

export function Dialog({ title, closeLabel, onClose, children, wide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus], input')?.focus();
    return () => element?.close();
  }, []);
  // Opened from inside a message or a row, but looking the same everywhere.
  return createPortal(
    <dialog ref={dialog} className={wide ? styles.wide : styles.dialog} aria-label={title} onCancel={onClose} onClose={onClose}>
      <header className={styles.header}>
        <h2>{title}</h2>
        <IconButton icon="close" label={closeLabel} onClick={onClose} />
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>,
    document.body,
  );
}
