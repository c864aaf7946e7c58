import { useErrorText } from '@/shared/hooks/use-shared-texts';
import { useCareTexts } from './use-care-texts';
import { useSettingsTexts } from './use-settings-texts';

/** Why an account, its outgoing server ("smtp_…") or its mailbox ("imap_…") does not work, in plain words. */
export function useAccountReason(): (code: string | null | undefined) => string {
  const { reasons, servers } = useCareTexts();
  const { codes } = useSettingsTexts().accounts;
  const errorText = useErrorText();
  return (code) => {
    const [, server, bare] = /^(?:(imap|smtp)_)?(.*)$/u.exec(code ?? '') ?? [];
    const reason = reasons[bare ?? ''] ?? codes[bare ?? ''] ?? errorText(bare);
    return server ? `${servers[server] ?? ''}${reason}` : reason;
  };
}
