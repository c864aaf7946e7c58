import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { fetchPicture, pictureKey, removePicture, setPicture } from '../api/picture';
import { usePeopleTexts } from '../locales/use-people-texts';
import styles from './settings.module.css';

/** The picture customers see beside one's answers. */
export function OwnPicture() {
  const t = usePeopleTexts().picture;
  const me = useMe();
  const errorText = useErrorText();
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const picture = useQuery({ queryKey: pictureKey, queryFn: fetchPicture });
  const change = useMutation({ mutationFn: async (file: File | null) => void (await (file ? setPicture(file) : removePicture())), onSuccess: () => client.invalidateQueries({ queryKey: pictureKey }) });
  const problem = !change.isError ? null : change.error instanceof ApiError && change.error.problem.errors?.['picture'] ? t.noPicture : errorText(errorCode(change.error));
  const path = picture.data?.path ?? null;
  return (
    <fieldset className={styles.choices}>
      <legend>{t.title}</legend>
      <div className={styles.picture}>
        <Avatar name={me.name} pictureUrl={path} size="l" />
        <input
          ref={field}
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif"
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) change.mutate(file);
          }}
        />
        <Button disabled={change.isPending} aria-describedby="own-picture-hint" onClick={() => field.current?.click()}>{path ? t.replace : t.choose}</Button>
        {path && <Button look="link" disabled={change.isPending} onClick={() => change.mutate(null)}>{t.remove}</Button>}
      </div>
      {problem && <p className={styles.problem} role="alert">{problem}</p>}
      <p id="own-picture-hint" className={styles.hint}>{t.hint}</p>
    </fieldset>
  );
}
