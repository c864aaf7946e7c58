import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, errorCode } from '@/api/http';
import { useMe } from '@/shared/hooks/use-me';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { showToast } from '@/shared/lib/toasts';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { endSecondStep, renewRecoveryCodes } from '../api/people';
import { usePeopleTexts } from '../locales/use-people-texts';
import { RecoveryCodes } from './recovery-codes';
import { SecondStepSetup } from './second-step-setup';
import styles from './settings.module.css';
import { useFieldErrors } from './use-field-errors';

type Doing = 'setUp' | 'turnOff' | 'newCodes';

export function SecondStep() {
  const t = usePeopleTexts().account;
  const shared = useSharedTexts();
  const client = useQueryClient();
  const { secondStep } = useMe();
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => {
    setDoing(null);
    void client.invalidateQueries({ queryKey: ['session'] });
  };
  return (
    <>
      <h3>{t.secondStep}</h3>
      <p className={styles.hint}>{t.secondStepHint}</p>
      <div className={styles.item}>
        <span className={styles.grow}>{secondStep ? t.isOn : t.isOff}</span>
        {secondStep && <Button onClick={() => setDoing('newCodes')}>{t.newCodes}</Button>}
        {secondStep ? <Button look="danger" onClick={() => setDoing('turnOff')}>{t.turnOff}</Button> : <Button look="primary" onClick={() => setDoing('setUp')}>{t.setUp}</Button>}
      </div>
      {doing && (
        <Dialog title={doing === 'setUp' ? t.mustTitle : t[doing]} closeLabel={shared.close} onClose={close}>
          {doing === 'setUp' ? <SecondStepSetup onDone={close} /> : <WithPassword doing={doing} onDone={close} />}
        </Dialog>
      )}
    </>
  );
}

function WithPassword({ doing, onDone }: { doing: 'turnOff' | 'newCodes'; onDone: () => void }) {
  const t = usePeopleTexts().account;
  const errorText = useErrorText();
  const [password, setPassword] = useState('');
  const act = useMutation({
    mutationFn: async () => (doing === 'newCodes' ? await renewRecoveryCodes(password) : await endSecondStep(password)),
    onSuccess: (codes) => codes ?? onDone(),
    onError: (error) => !(error instanceof ApiError && error.problem.errors) && showToast(errorText(errorCode(error)), { bad: true }),
  });
  const errorOf = useFieldErrors(act.error);
  if (act.data) return <RecoveryCodes codes={act.data.recoveryCodes} onDone={onDone} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password) act.mutate();
  };
  return (
    <form className={styles.stack} onSubmit={submit}>
      <Field label={t.ownPassword} type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} error={errorOf('password')} />
      <div className={styles.buttons}>
        <Button type="submit" look={doing === 'turnOff' ? 'danger' : 'primary'} disabled={!password || act.isPending}>{t[doing]}</Button>
      </div>
    </form>
  );
}
