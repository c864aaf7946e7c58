namespace Hub.Channels.Email.Mime;

/// <summary>Whom a mail of ours did not reach, and why.</summary>
/// <param name="OriginalMessageId">Of our mail, if the bounce says.</param>
public sealed record MailBounce(IReadOnlyList<BouncedRecipient> Recipients, string? OriginalMessageId)
{
    /// <summary>Counts only.</summary>
    public override string ToString() => $"MailBounce of {Recipients.Count}";
}

/// <param name="Permanent">It will not arrive; otherwise it may still.</param>
/// <param name="Status">Such as <c>5.1.1</c> (RFC 3463), if given.</param>
/// <param name="Reason">A code: <c>user_unknown</c>, <c>mailbox_full</c>, <c>mailbox_disabled</c>, <c>blocked</c>, <c>too_large</c>, <c>host_unknown</c>, <c>delayed</c> or <c>other</c>.</param>
/// <param name="Words">What the other server said, at most 500 characters.</param>
public sealed record BouncedRecipient(string? Address, bool Permanent, string? Status, string Reason, string? Words)
{
    /// <summary>Never the address.</summary>
    public override string ToString() => $"BouncedRecipient {Reason} {Status}";
}
