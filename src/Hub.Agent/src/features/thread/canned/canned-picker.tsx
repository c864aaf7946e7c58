import { useEffect, useRef } from 'react';
import type { CannedReply } from '@/api/types';
import { classNames } from '@/shared/lib/class-names';
import { Icon } from '@/shared/ui/icon';
import styles from './canned.module.css';
import { useCannedTexts, useVariableNames } from './texts';
import type { Canned } from './use-canned';

/** Above the composer; the text field keeps the focus and the keys. */
export function CannedPicker({ canned }: { canned: Canned }) {
  const t = useCannedTexts();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [canned.at, canned.open]);
  if (!canned.open) return null;
  return (
    <div className={styles.picker} data-canned="">
      <ul ref={list} id="canned-list" role="listbox" tabIndex={0} aria-label={t.title} className={styles.list}>
        {canned.replies.isPending && <li role="presentation" className={styles.state}>{t.loading}</li>}
        {canned.replies.isError && <li role="presentation" className={styles.state}>{t.failed}</li>}
        {canned.found.map((reply, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the text field keeps the focus and handles the keys
          <li
            key={reply.id}
            id={`canned-${index}`}
            role="option"
            aria-selected={index === canned.at}
            className={classNames(styles.option, index === canned.at && styles.active)}
            onPointerMove={() => canned.setActive(index)}
            onPointerDown={(event) => {
              event.preventDefault();
              void canned.insert(reply);
            }}
          >
            <span className={styles.title}>{reply.title}</span>
            {reply.shortcut && <span className={styles.shortcut}>{`/${reply.shortcut}`}</span>}
            <span className={styles.place}>{[t.scopes[reply.scope], reply.folder].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      {canned.chosen && <PreviewPane reply={canned.chosen} canned={canned} />}
    </div>
  );
}

function PreviewPane({ reply, canned }: { reply: CannedReply; canned: Canned }) {
  const t = useCannedTexts();
  const names = useVariableNames();
  const preview = canned.preview?.id === reply.id ? canned.preview : null;
  return (
    <div className={styles.preview}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text scrolls, also for those without a pointer */}
      <p className={styles.text} tabIndex={0} lang={preview?.language}>{preview?.text ?? reply.bodyJa ?? reply.bodyEn}</p>
      {preview && preview.empty.length > 0 && <p className={styles.missing}><Icon name="alert" size={14} />{t.empty(names(preview.empty))}</p>}
      <p className={styles.foot}>
        {reply.files.length > 0 && <span><Icon name="paperclip" size={13} />{t.files(reply.files.length)}</span>}
        {reply.used > 0 && <span>{t.used(reply.used)}</span>}
        <span className={styles.keys}>{t.keys}</span>
      </p>
    </div>
  );
}

/** What is still to be filled in before the reply can go. */
export function MissingVariables({ canned }: { canned: Canned }) {
  const t = useCannedTexts();
  const names = useVariableNames();
  if (canned.missing.length === 0) return null;
  return (
    <div className={styles.strip} role="status">
      <Icon name="alert" size={14} />
      <span><strong>{t.strip(names(canned.missing))}</strong> {t.stripHint}</span>
      <button type="button" className={styles.next} onClick={() => canned.fillNext(0)}>{t.next}</button>
    </div>
  );
}
