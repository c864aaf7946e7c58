namespace Hub.Channels.Email;

/// <summary>What an attempt by SMTP means to the hub.</summary>
internal static class EmailOutcomes
{
    /// <param name="messageId">The letter's own name, by which answers and reports refer to it.</param>
    internal static SendOutcome Of(MailSendResult result, string messageId, int attempt) => result.Outcome switch
    {
        MailOutcome.Accepted => new SendOutcome.Accepted(EmailReader.Reference(messageId))
        {
            Refused = [.. result.Recipients.Where(recipient => recipient.Outcome != MailOutcome.Accepted).Select(recipient => new RefusedRecipient(recipient.Address, recipient.Code))],
        },
        MailOutcome.Rejected => new SendOutcome.Rejected(result.Code),
        MailOutcome.RetryLater => new SendOutcome.Retry(result.Code, Backoff(attempt), result.PauseAccount),
        MailOutcome.Unknown => new SendOutcome.Unknown(result.Code),
    };

    /// <summary>Greylisting wants minutes, not seconds; a relay that is away is asked less and less often.</summary>
    private static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(1800, 20 * (1 << Math.Clamp(attempt - 1, 0, 7))));
}
