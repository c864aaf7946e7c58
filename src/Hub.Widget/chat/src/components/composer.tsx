import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useChat, useTexts } from '../context';
import { enterSends } from '../model/enter-sends';
import { AttachIcon, SendIcon } from './icons';
import { UploadChip } from './upload-chip';
import { useDroppedFiles } from './use-dropped-files';
import { maxFiles, useUploads } from './use-uploads';

const maxLength = 4000;
const warnFrom = 3800;
const maxHeightPx = 132;

export function Composer({ input, disabled }: { input: RefObject<HTMLTextAreaElement | null>; disabled: boolean }) {
  const chat = useChat();
  const t = useTexts();
  const [text, setText] = useState(chat.memory.draft);
  const [tooMany, setTooMany] = useState(false);
  const uploads = useUploads();
  const picker = useRef<HTMLInputElement>(null);
  const dropping = useDroppedFiles(attach);

  const length = text.trim().length;
  const canSend = !disabled && !uploads.unfinished && length <= maxLength && (length > 0 || uploads.items.length > 0);
  const count = length > maxLength ? t.tooLong(length - maxLength) : length >= warnFrom ? t.left(maxLength - length) : null;

  useLayoutEffect(() => {
    const box = input.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, maxHeightPx)}px`;
  }, [text]);

  function write(value: string): void {
    setText(value);
    chat.memory.draft = value;
    chat.ownTyping.changed(value);
  }

  function attach(files: File[]): void {
    if (disabled || files.length === 0) return;
    setTooMany(!uploads.add(files));
    input.current?.focus();
  }

  function send(): void {
    if (!canSend) return;
    chat.send(text.trim(), uploads.done);
    setText('');
    chat.memory.draft = '';
    uploads.clear();
    setTooMany(false);
    input.current?.focus();
  }

  return (
    <form
      class={`composer${dropping ? ' dropping' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {dropping && <p class="drop">{t.drop}</p>}
      {uploads.items.length > 0 && (
        <ul class="chips">
          {uploads.items.map((item) => (
            <UploadChip key={item.key} item={item} retry={() => uploads.retry(item.key)} remove={() => uploads.remove(item.key)} />
          ))}
        </ul>
      )}
      <p class={`count${length > maxLength ? ' over' : ''}`} role="status">
        {tooMany ? t.tooManyFiles(maxFiles) : count}
      </p>
      <div class="row">
        <button type="button" class="plain" aria-label={t.attach} title={t.attach} disabled={disabled} onClick={() => picker.current?.click()}>
          <AttachIcon />
        </button>
        <input
          ref={picker}
          class="hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            attach([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={input}
          rows={1}
          value={text}
          aria-label={t.message}
          placeholder={t.placeholder}
          enterkeyhint="send"
          aria-invalid={length > maxLength}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!enterSends(event)) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            attach(files);
          }}
        />
        <button type="submit" class="send" aria-label={t.send} title={t.send} disabled={!canSend}>
          <SendIcon />
        </button>
      </div>
    </form>
  );
}
