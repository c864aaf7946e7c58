import styles from './tag.module.css';

export function Tag({ name, onRemove, removeLabel }: { name: string; onRemove?: () => void; removeLabel?: string }) {
  return (
    <span className={styles.tag}>
      <span className={styles.name}>{name}</span>
      {onRemove && (
        <button type="button" className={styles.remove} aria-label={removeLabel} onClick={onRemove}>
          <svg width="8" height="8" viewBox="0 0 8 8" stroke="currentColor" strokeWidth="1.5" aria-hidden="true"><path d="M1 1l6 6M7 1L1 7" /></svg>
        </button>
      )}
    </span>
  );
}
