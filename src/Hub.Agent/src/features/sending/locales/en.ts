export const en = {
  off: 'Sending is off.',
  restored: (at: string) => `This hub was restored from a backup of ${at}.`,
  waits: 'What you write is kept and goes out when an administrator starts sending.',
  old: (count: number, newest: string) =>
    count === 1 ? `1 message was waiting in the backup, from ${newest}.` : `${count} messages were waiting in the backup, the newest from ${newest}.`,
  start: 'Start sending…',
  title: 'Start sending?',
  other: 'First make sure that the hub this backup was made of no longer runs: otherwise both answer the same customers.',
  oldStays: (count: number) =>
    count === 1
      ? '1 message that was waiting in the backup is not sent: it may have been sent since. It appears under “Needs attention” as unknown.'
      : `${count} messages that were waiting in the backup are not sent: they may have been sent since. They appear under “Needs attention” as unknown.`,
  newGoes: (count: number) => (count === 1 ? '1 message written since the restore is sent now.' : `${count} messages written since the restore are sent now.`),
  undo: 'This cannot be taken back.',
  confirm: 'Start sending',
  started: 'Sending is on.',
};
