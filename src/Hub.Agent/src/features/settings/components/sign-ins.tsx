import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { errorCode } from '@/api/http';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { formatFull } from '@/shared/lib/dates';
import { useLanguage } from '@/shared/lib/language';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { ErrorState, Skeleton } from '@/shared/ui/states';
import { endSignIn, fetchSignIns, signInsKey } from '../api/people';
import { usePeopleTexts } from '../locales/use-people-texts';
import { browserName } from '../model/browser-name';
import styles from './settings.module.css';

export function SignIns() {
  const t = usePeopleTexts().account;
  const shared = useSharedTexts();
  const language = useLanguage();
  const errorText = useErrorText();
  const client = useQueryClient();
  const places = useQuery({ queryKey: signInsKey, queryFn: fetchSignIns });
  const end = useMutation({
    mutationFn: endSignIn,
    onSuccess: () => client.invalidateQueries({ queryKey: signInsKey }),
    onError: (error) => showToast(errorText(errorCode(error)), { bad: true }),
  });
  return (
    <>
      <h3>{t.places}</h3>
      {places.isPending && <Skeleton rows={2} />}
      {places.isError && <ErrorState title={shared.loadFailed} retryLabel={shared.tryAgain} onRetry={() => void places.refetch()} />}
      <ul className={styles.items}>
        {places.data?.items.map((place) => (
          <li key={place.id} className={styles.item}>
            <div className={styles.grow}>
              <strong>{browserName(place.browser) ?? t.unknownBrowser}</strong>
              <p className={styles.hint}>{t.place(place.address ?? '–', formatFull(place.createdAt, language), formatFull(place.lastSeenAt, language))}</p>
            </div>
            {place.current ? <span className={styles.good}>{t.thisOne}</span> : <Button disabled={end.isPending} onClick={() => end.mutate(place.id)}>{t.end}</Button>}
          </li>
        ))}
      </ul>
    </>
  );
}
