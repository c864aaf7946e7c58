import { classNames } from '@/shared/lib/class-names';
import { useStore } from '@/shared/lib/store';
import { dismissToast, toasts } from '@/shared/lib/toasts';
import styles from './toast-list.module.css';

export function ToastList() {
  const list = useStore(toasts, (all) => all);
  return (
    <div className={styles.list} role="status" aria-live="polite">
      {list.map((toast) => (
        <div key={toast.id} className={classNames(styles.toast, toast.bad && styles.bad)}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                toast.action?.run();
                dismissToast(toast.id);
              }}
            >
              {toast.action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
