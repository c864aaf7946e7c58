import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTeams } from '@/api/directory';
import { ApiError, errorCode } from '@/api/http';
import { useDebounced } from '@/shared/hooks/use-debounced';
import { useMay } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field, SelectField } from '@/shared/ui/field';
import { changeView, createView, inputOf, previewView, renewViews, type SavedView, useSavedViews, type ViewInput, type ViewScope, type ViewSort } from '../api/saved-views';
import { viewKey } from '../api/view-key';
import { useSavedTexts } from '../locales/use-saved-texts';
import { ConditionGroup } from './condition-group';
import { sentenceOf } from './condition-sentence';
import { conditionOf, type Group, newGroup, newTest, partAt, treeOf } from './condition-tree';
import { countText } from './count-text';
import { useConditionFields } from './use-condition-fields';
import styles from './view-editor.module.css';

interface Props {
  /** Null: a new view. */
  id: string | null;
  copy: boolean;
  onClose: () => void;
}

const scopes: ViewScope[] = ['own', 'team', 'all'];
const sorts: ViewSort[] = ['newest', 'oldest', 'longestWaiting', 'newestConversation'];
const countAfter = 400;

export function ViewEditor({ id, copy, onClose }: Props) {
  const views = useSavedViews();
  const known = views?.find((view) => view.id === id);
  if (id !== null && !known) return null;
  return <Editor view={known ?? null} copy={copy} onClose={onClose} />;
}

function Editor({ view: opened, copy, onClose }: { view: SavedView | null; copy: boolean; onClose: () => void }) {
  // What is shown came from it: read anew, it would carry the version of a colleague's change that nobody here has seen.
  const [view] = useState(opened);
  const t = useSavedTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const mayShare = useMay()('views.share');
  const teams = useTeams();
  const fields = useConditionFields();
  const change = view !== null && !copy;
  const [name, setName] = useState(() => (view ? (copy ? t.copyOf(view.name) : view.name) : ''));
  const [scope, setScope] = useState<ViewScope>(() => (view && (change || mayShare) ? view.scope : 'own'));
  const [teamId, setTeamId] = useState(view?.teamId ?? '');
  const [sort, setSort] = useState<ViewSort>(view?.sort ?? 'newest');
  const [tree, setTree] = useState<Group>(() => (view ? treeOf(view.conditions) : newGroup('all', [{ ...newTest('status', 'in'), value: ['open'] }])));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const conditions = useMemo(() => conditionOf(tree), [tree]);

  const renewed = async (id: string) => {
    await renewViews(client);
    void client.resetQueries({ queryKey: viewKey(id) });
  };
  /** As it was before; whoever has changed it since is not overwritten. */
  const takeBack = async (before: SavedView, saved: SavedView) => {
    try {
      await changeView(saved.id, saved.version, inputOf(before));
      showToast(t.takenBack);
    } catch (error) {
      showToast(errorText(errorCode(error)), { bad: true });
    }
    await renewed(saved.id);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!conditions) return setErrors({ form: t.incomplete });
    setBusy(true);
    const input: ViewInput = { name, scope, teamId: scope === 'team' ? teamId || null : null, sort, conditions };
    try {
      const saved = await (change ? changeView(view.id, view.version, input) : createView(input));
      await renewed(saved.id);
      showToast(t.saved, change ? { action: { label: t.undo, run: () => void takeBack(view, saved) } } : {});
      onClose();
      navigate(`/inbox/${saved.id}`);
    } catch (error) {
      const wrong = error instanceof ApiError ? Object.entries(error.problem.errors ?? {}) : [];
      const told = wrong.map(([path, [code]]) => [path.startsWith('conditions') ? partAt(tree, path) : path, t.fieldErrors[code ?? ''] ?? errorText(code)]);
      setErrors(told.length > 0 ? Object.fromEntries(told) : { form: errorText(errorCode(error)) });
      setBusy(false);
      // Somebody else may have changed it: opened once more, it is theirs.
      if (change) void renewViews(client);
    }
  };

  return (
    <Dialog title={change ? t.edit : copy ? t.duplicate : t.create} closeLabel={shared.close} onClose={onClose} wide>
      <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
        <div className={styles.top}>
          <Field className={styles.name} label={t.name} value={name} maxLength={60} placeholder={t.namePlaceholder} data-autofocus="" error={errors['name']} onChange={(event) => setName(event.target.value)} />
          <SelectField label={t.sort} value={sort} onChange={(event) => setSort(event.target.value as ViewSort)}>
            {sorts.map((each) => <option key={each} value={each}>{t.sorts[each]}</option>)}
          </SelectField>
          {mayShare && (
            <SelectField label={t.forWhom} value={scope} onChange={(event) => setScope(event.target.value as ViewScope)}>
              {scopes.map((each) => <option key={each} value={each}>{t.scopes[each]}</option>)}
            </SelectField>
          )}
          {scope === 'team' && (
            <SelectField label={t.team} value={teamId} aria-invalid={errors['teamId'] ? true : undefined} onChange={(event) => setTeamId(event.target.value)}>
              <option value="">{t.choose}</option>
              {teams.map((team) => <option key={team.id} value={team.id}>{team.name}</option>)}
            </SelectField>
          )}
        </div>
        <ConditionGroup group={tree} level={0} tree={tree} fields={fields} errors={errors} onChange={setTree} />
        <p className={styles.sentence}>{sentenceOf(tree, fields, t)}</p>
        <Preview conditions={conditions} />
        {scope !== 'own' && <p className={styles.faint}>{t.shared}</p>}
        {(errors['form'] ?? errors['teamId']) && <p className={styles.error} role="alert">{errors['form'] ?? errors['teamId']}</p>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy}>{t.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** How many there are, while one is still choosing. */
function Preview({ conditions }: { conditions: ReturnType<typeof conditionOf> }) {
  const t = useSavedTexts();
  const settled = useDebounced(conditions, countAfter);
  const { data, isFetching, isError } = useQuery({
    queryKey: ['views', 'preview', settled],
    queryFn: ({ signal }) => (settled ? previewView(settled, signal) : null),
    enabled: settled !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  const text = !conditions ? t.incomplete : isError ? '' : !data || isFetching ? t.counting : data.count === null ? t.tooSlow : t.found(countText(data));
  return <p className={styles.preview} role="status">{text}</p>;
}
