/** Letters that machines wrote. */
export const machineEn = {
  automatic: { auto_reply: 'Automatic reply of the other side', bounce: 'Delivery report', report: 'Receipt or report', continued: 'Continued by mail' } as Record<string, string>,
  continuedHint: 'Nobody had seen the answer in the chat. What the customer writes back comes into this conversation.',
  transcriptSent: (address: string) => `The chat was sent to ${address} as the customer asked`,
  automaticHint: 'Written by a machine. Nobody waits for an answer, and none is given automatically.',
  moved: 'Moved to a conversation of its own',
  reports: {
    delayed: 'is delayed; the mail server goes on trying',
    complaint: 'was marked as spam by its receiver',
    bounce_user_unknown: 'did not arrive: there is no such address',
    bounce_mailbox_full: 'did not arrive: the mailbox is full',
    bounce_mailbox_disabled: 'did not arrive: the mailbox is switched off',
    bounce_blocked: 'was refused by the receiving server',
    bounce_too_large: 'did not arrive: too large',
    bounce_host_unknown: 'did not arrive: there is no such mail domain',
    other: 'did not arrive',
  } as Record<string, string>,
};
