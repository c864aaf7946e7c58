import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useBrands, useTeams } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import type { CannedReply } from '@/api/types';
import { useMay } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { deleteReply, everyRepliesKey, restoreReply, saveReply } from './replies-api';
import styles from './replies.module.css';
import { ReplyFiles, type ReplyFile } from './reply-files';
import { useRepliesTexts } from './texts';
import { TextPerLanguage } from './text-per-language';

export function ReplyDialog({ reply, folders, onClose }: { reply: CannedReply | null; folders: string[]; onClose: () => void }) {
  const t = useRepliesTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const mayShare = useMay()('settings.manage');
  const teams = useTeams();
  const brands = useBrands();
  const [place, setPlace] = useState(reply ? `${reply.scope}/${reply.scope === 'own' ? '' : reply.ownerId}` : 'own/');
  const [draft, setDraft] = useState({ folder: reply?.folder ?? '', title: reply?.title ?? '', shortcut: reply?.shortcut ?? '', bodyJa: reply?.bodyJa ?? '', bodyEn: reply?.bodyEn ?? '' });
  const [files, setFiles] = useState<ReplyFile[]>(reply?.files.map((file) => ({ id: file.id, name: file.fileName, kept: true })) ?? []);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const editable = reply?.editable ?? true;
  const set = (part: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...part }));
  const changed = () => client.invalidateQueries({ queryKey: everyRepliesKey });
  const fail = (error: unknown) => {
    const fields = error instanceof ApiError ? (error.problem.errors ?? {}) : {};
    setErrors(Object.fromEntries(Object.entries(fields).map(([field, [code = '']]) => [field, t.errors[code] ?? code])));
    showToast(errorText(errorCode(error)), { bad: true });
    // Somebody else has changed it: opened once more, it is theirs.
    if (errorCode(error) === 'reply_changed') void changed();
  };
  const save = useMutation({
    mutationFn: () => {
      const [scope, ownerId] = place.split('/');
      return saveReply(reply?.id ?? null, {
        ...draft, scope: scope as CannedReply['scope'], ownerId: ownerId || null, version: reply?.version ?? null,
        fileIds: files.flatMap((file) => (file.kept ? file.id : [])), attachmentIds: files.flatMap((file) => (file.kept ? [] : file.id)),
      });
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteReply(id),
    onSuccess: async (_, id) => {
      await changed();
      showToast(t.removed(draft.title), { action: { label: t.undo, run: () => void restoreReply(id).then(changed).catch(fail) } });
      onClose();
    },
    onError: fail,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (editable) save.mutate();
  };
  return (
    <Dialog title={reply ? (editable ? t.change : t.look) : t.create} closeLabel={shared.close} onClose={onClose} wide>
      <form className={styles.section} onSubmit={submit} noValidate>
        {!editable && <p className={styles.hint}>{t.readOnly}</p>}
        <fieldset className={styles.fields} disabled={!editable}>
          <Field label={t.title} data-autofocus="" value={draft.title} error={errors['title']} onChange={(event) => set({ title: event.target.value })} />
          <Field label={t.shortcut} value={draft.shortcut} placeholder="late" autoCapitalize="none" error={errors['shortcut']} onChange={(event) => set({ shortcut: event.target.value })} />
          <SelectField label={t.scope} value={place} onChange={(event) => setPlace(event.target.value)}>
            <option value="own/">{t.scopes.own}</option>
            {(mayShare || !editable) && brands.map((brand) => <option key={brand.id} value={`brand/${brand.id}`}>{t.group(t.scopes.brand, brand.name)}</option>)}
            {(mayShare || !editable) && teams.map((team) => <option key={team.id} value={`team/${team.id}`}>{t.group(t.scopes.team, team.name)}</option>)}
          </SelectField>
          <Field label={t.folder} value={draft.folder} placeholder={t.folderHint} list="reply-folders" error={errors['folder']} onChange={(event) => set({ folder: event.target.value })} />
          <datalist id="reply-folders">{folders.map((folder) => <option key={folder} value={folder}>{folder}</option>)}</datalist>
        </fieldset>
        <TextPerLanguage
          ja={draft.bodyJa}
          en={draft.bodyEn}
          errors={{ ja: errors['bodyJa'], en: errors['bodyEn'] }}
          variables={['customer.name', 'customer.kana', 'customer.company', 'agent.name', 'brand.name', 'conversation.number', 'order.number', 'order.date', 'order.total', 'order.item', 'order.tracking', 'nextOpening']}
          disabled={!editable}
          onChange={({ ja, en }) => set({ bodyJa: ja, bodyEn: en })}
        />
        <ReplyFiles files={files} error={errors['attachmentIds']} disabled={!editable} onChange={setFiles} />
        <div className={styles.buttons}>
          {reply && editable && <Button look="danger" icon="trash" disabled={remove.isPending} onClick={() => remove.mutate(reply.id)}>{t.remove}</Button>}
          <span className={styles.spacer} />
          <Button onClick={onClose}>{editable ? shared.cancel : shared.close}</Button>
          {editable && <Button type="submit" look="primary" disabled={save.isPending || files.some((file) => file.id === '')}>{t.save}</Button>}
        </div>
      </form>
    </Dialog>
  );
}
