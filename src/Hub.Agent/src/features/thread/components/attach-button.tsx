import { useRef } from 'react';
import { IconButton } from '@/shared/ui/button';

export function AttachButton({ label, disabled, onFiles }: { label: string; disabled: boolean; onFiles: (files: Iterable<File>) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="paperclip" label={label} disabled={disabled} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </>
  );
}
