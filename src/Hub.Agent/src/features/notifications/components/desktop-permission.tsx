import { useState } from 'react';
import { Button } from '@/shared/ui/button';
import { useNotificationTexts } from '../locales/use-notification-texts';
import styles from './notifications.module.css';

/** The browser asks the person itself, and only after a click. */
export function DesktopPermission() {
  const t = useNotificationTexts().prefs;
  const supported = 'Notification' in window;
  const [permission, setPermission] = useState<NotificationPermission>(supported ? Notification.permission : 'denied');
  return (
    <p className={styles.under} role="status">
      {supported && permission === 'default' && <Button onClick={() => void Notification.requestPermission().then(setPermission)}>{t.allow}</Button>}
      {!(supported && permission === 'default') && <span className={styles.hint}>{supported ? (permission === 'granted' ? t.allowed : t.denied) : t.unsupported}</span>}
    </p>
  );
}
