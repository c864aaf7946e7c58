function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="icon">
      <path d={path} />
    </svg>
  );
}

export const CloseIcon = () => <Icon path="M6 6l12 12M18 6L6 18" />;
export const LetterIcon = () => <Icon path="M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5" />;
export const SendIcon = () => <Icon path="M12 19V5M5.5 11.5L12 5l6.5 6.5" />;
export const AttachIcon = () => <Icon path="M20 11.5l-8.1 8.1a5 5 0 0 1-7.1-7.1l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.6 1.6 0 0 1-2.3-2.3l7.7-7.7" />;
export const FileIcon = () => <Icon path="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5" />;
export const PinIcon = () => <Icon path="M12 21s7-6.1 7-11.5a7 7 0 0 0-14 0C5 14.9 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z" />;
export const DownIcon = () => <Icon path="M12 5v14M5.5 12.5L12 19l6.5-6.5" />;
export const RetryIcon = () => <Icon path="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6" />;
