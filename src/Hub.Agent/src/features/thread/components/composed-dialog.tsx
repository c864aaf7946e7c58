import { useEffect, useRef, useState } from 'react';
import { errorCode } from '@/api/http';
import type { ComposedCheck, ConversationDetail } from '@/api/types';
import { useErrorText, useSharedTexts } from '@/shared/hooks/use-shared-texts';
import { Dialog } from '@/shared/ui/dialog';
import { checkComposed } from '../api/composed';
import { useComposedTexts } from '../locales/use-composed-texts';
import type { Composed } from '../model/composed';
import { AnswersForm } from './composed-answers';
import { CardForm } from './composed-card';
import { MemberLinkForm } from './composed-member';
import { PlaceForm } from './composed-place';
import { StickerForm } from './composed-sticker';
import styles from './composed.module.css';

interface Props {
  detail: ConversationDetail;
  via: string | null;
  onClose: () => void;
  onSend: (composed: Composed) => void;
}

const order = ['rich', 'quickReplies', 'location', 'sticker', 'memberLink'];

/** What is composed is first shown to the provider, which says what it would not take; what is typed stays until it has left. */
export function ComposedDialog({ detail, via, onClose, onSend }: Props) {
  const t = useComposedTexts();
  const shared = useSharedTexts();
  const errorText = useErrorText();
  const kinds = order.filter((kind) => detail.capabilities.composes?.includes(kind));
  const [kind, setKind] = useState(kinds[0] ?? '');
  const [busy, setBusy] = useState(false);
  const [check, setCheck] = useState<ComposedCheck | null>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  const tryIt = async (composed: Composed, then: () => void) => {
    setBusy(true);
    try {
      const result = await checkComposed(detail.id, composed, via);
      // Closed meanwhile, it is not wanted any more.
      if (!open.current) return;
      setCheck(result);
      if (result.code !== null || result.faults.length > 0) return;
      then();
      onClose();
    } catch (error) {
      setCheck({ code: errorCode(error), faults: [] });
    } finally {
      setBusy(false);
    }
  };
  const send = (composed: Composed) => void tryIt(composed, () => onSend(composed));
  return (
    <Dialog title={t.title} closeLabel={shared.close} onClose={onClose} wide>
      <div className={styles.kinds} role="tablist" aria-label={t.title}>
        {kinds.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={each === kind}
            className={styles.kind}
            onClick={() => {
              setKind(each);
              setCheck(null);
            }}
          >
            {t.kinds[each]}
          </button>
        ))}
      </div>
      {kind === 'rich' && <CardForm busy={busy} onSend={send} />}
      {kind === 'quickReplies' && <AnswersForm conversationId={detail.id} busy={busy} onTry={(composed, then) => void tryIt(composed, then)} onClose={onClose} />}
      {kind === 'location' && <PlaceForm busy={busy} onSend={send} />}
      {kind === 'sticker' && <StickerForm detail={detail} busy={busy} onSend={send} />}
      {kind === 'memberLink' && <MemberLinkForm busy={busy} onSend={send} />}
      {busy && <p className={styles.hint} role="status">{t.checking}</p>}
      {check?.code && <p className={styles.problem} role="alert">{errorText(check.code)}</p>}
      {check && check.faults.length > 0 && (
        <div className={styles.problem} role="alert">
          <p>{t.refused}</p>
          <ul>{check.faults.map((fault) => <li key={fault.path + fault.message}><code>{fault.path.replace('messages[0].', '')}</code> {fault.message}</li>)}</ul>
        </div>
      )}
    </Dialog>
  );
}
