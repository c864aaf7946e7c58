import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCode } from '@/api/http';
import type { NotificationKind, NotificationSettings } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { notificationSettingsKey, saveNotificationSettings, useNotificationSettings } from '../api/notifications';
import { useNotificationTexts } from '../locales/use-notification-texts';
import { chime } from '../model/chime';
import { DesktopPermission } from './desktop-permission';
import styles from './notifications.module.css';
import { QuietHoursFields } from './quiet-hours-fields';

/** Settings → Notifications. Every change is kept at once; one that cannot be is taken back and says so. */
export function NotificationsSection() {
  const shared = useSharedTexts();
  const { data, isPending, isError, refetch } = useNotificationSettings();
  if (isPending) return <Skeleton rows={5} />;
  if (isError) return <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void refetch()} />;
  return <Form settings={data} />;
}

function Form({ settings }: { settings: NotificationSettings }) {
  const t = useNotificationTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: saveNotificationSettings,
    mutationKey: notificationSettingsKey,
    // One after the other: each carries all settings, and the last one has to stay.
    scope: { id: 'notification-settings' },
    onMutate: (next) => {
      client.setQueryData(notificationSettingsKey, next);
      setProblem(null);
      return settings;
    },
    onSuccess: (saved) => {
      if (client.isMutating({ mutationKey: notificationSettingsKey }) === 1) client.setQueryData(notificationSettingsKey, saved);
      showToast(t.prefs.saved);
    },
    onError: (error, _, before) => {
      client.setQueryData(notificationSettingsKey, before);
      setProblem(errorText(errorCode(error)));
    },
  });
  const change = (part: Partial<NotificationSettings>) => save.mutate({ ...settings, ...part });
  const toggleKind = (kind: NotificationKind) =>
    change({ switchedOff: settings.switchedOff.includes(kind) ? settings.switchedOff.filter((each) => each !== kind) : [...settings.switchedOff, kind] });
  return (
    <section className={styles.section}>
      <p className={styles.hint}>{t.prefs.hint}</p>
      <fieldset className={styles.choices}>
        <legend>{t.prefs.tell}</legend>
        {Object.entries(t.kinds).map(([kind, text]) => (
          <label key={kind}>
            <input type="checkbox" checked={!settings.switchedOff.includes(kind as NotificationKind)} onChange={() => toggleKind(kind as NotificationKind)} />
            {text}
          </label>
        ))}
      </fieldset>
      <fieldset className={styles.choices}>
        <legend>{t.prefs.how}</legend>
        <div className={styles.choice}>
          <label><input type="checkbox" checked={settings.sound} onChange={() => change({ sound: !settings.sound })} />{t.prefs.sound}</label>
          <Button look="link" onClick={() => void chime()}>{t.prefs.trySound}</Button>
        </div>
        <label><input type="checkbox" checked={settings.desktop} onChange={() => change({ desktop: !settings.desktop })} />{t.prefs.desktop}</label>
        {settings.desktop && <DesktopPermission />}
        {settings.desktop && (
          <>
            <label><input type="checkbox" checked={settings.previews} onChange={() => change({ previews: !settings.previews })} />{t.prefs.previews}</label>
            <p className={styles.under}><span className={styles.hint}>{t.prefs.previewsHint}</span></p>
          </>
        )}
      </fieldset>
      <QuietHoursFields quiet={settings.quiet} onChange={(quiet) => change({ quiet })} />
      {problem && <p role="alert" className={styles.problem}>{problem}</p>}
    </section>
  );
}
