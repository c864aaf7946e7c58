namespace Hub.Channels;

/// <summary>A message on its way out.</summary>
/// <param name="Id">The hub's id of the message, stable over attempts.</param>
/// <param name="Recipient">The provider's user id.</param>
/// <param name="Reference">The hub's name of the message for a provider that can say it back (<see cref="ReceiptReceived.Reference"/>). ASCII letters, digits and dots.</param>
/// <param name="PublicUrl">Where the hub is reached, without a trailing slash; null when it does not know.</param>
public sealed record OutboundMessage(
    Guid Id, string Recipient, string? Text, IReadOnlyList<OutboundAttachment> Attachments, string? SenderName = null, string? SenderIconUrl = null,
    string? Reference = null, string? PublicUrl = null)
{
    public Guid ConversationId { get; init; }

    /// <summary>Set on channels where its author chooses recipients or subject.</summary>
    public OutboundEnvelope? Envelope { get; init; }

    /// <summary>Set when it is something else than words and files: a sticker, a place, a rich message.</summary>
    public MessageContent? Composed { get; init; }

    public IReadOnlyList<QuickReply>? QuickReplies { get; init; }

    /// <summary>The message it answers: its quote handle where it has one, else its provider id.</summary>
    public string? Quotes { get; init; }

    /// <summary>A word of the hub itself, which nobody's machine should answer.</summary>
    public bool Automatic { get; init; }

    /// <summary>When it was written; the same over all attempts.</summary>
    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>The id only, never what is said or to whom.</summary>
    public override string ToString() => $"OutboundMessage {Id}";
}

/// <summary>Whom a message goes to, what it is about, and what it answers.</summary>
/// <param name="InReplyTo">The provider's id of the message it answers.</param>
/// <param name="References">Provider ids of the thread, the oldest first.</param>
/// <param name="Quoted">The quoted part below the text, already as plain text.</param>
public sealed record OutboundEnvelope(
    string? Subject, IReadOnlyList<Correspondent> To, IReadOnlyList<Correspondent> Cc, IReadOnlyList<Correspondent> Bcc, string? InReplyTo, IReadOnlyList<string> References, string? Quoted)
{
    /// <summary>Who wrote what is quoted.</summary>
    public Correspondent? QuotedFrom { get; init; }

    public DateTimeOffset? QuotedAt { get; init; }

    /// <summary>Our own earlier message that it follows, when nobody has answered in between.</summary>
    public Guid? AfterOwn { get; init; }

    /// <summary>Nothing of whom or what.</summary>
    public override string ToString() => nameof(OutboundEnvelope);
}

/// <param name="Url">A signed, expiring public link to the bytes.</param>
/// <param name="PreviewUrl">A smaller picture, where there is one; of a video a still.</param>
public sealed record OutboundAttachment(string Kind, string FileName, string ContentType, long Size, string Url, string? PreviewUrl)
{
    /// <summary>Opens the bytes, for channels that send them along instead of a link.</summary>
    public Func<CancellationToken, Task<Stream>>? OpenAsync { get; init; }

    /// <summary>Reads how long a recording plays, for channels that must say so; null, or a result of null: it cannot be told.</summary>
    public Func<CancellationToken, Task<TimeSpan?>>? LengthAsync { get; init; }

    /// <summary>What <see cref="LengthAsync"/> has told.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>The kind only: the links are signed and open the file to whoever holds them.</summary>
    public override string ToString() => $"OutboundAttachment {Kind}";
}

/// <summary>How a message will be sent.</summary>
/// <param name="UseReplyHandle">Spend the conversation's free reply.</param>
/// <param name="Idempotent">A second attempt with the same key cannot send twice, so an uncertain attempt may be repeated.</param>
/// <param name="Refusal">Set when the message cannot be sent at all (too long, file type …): a stable code.</param>
public sealed record SendPlan(bool UseReplyHandle, bool Idempotent, string? Refusal = null);

/// <summary>One attempt, stored before it is made.</summary>
/// <param name="RetryKey">The idempotency key; the same over all attempts of one plan.</param>
/// <param name="ReplyHandle">Set when the plan spends it.</param>
public sealed record SendAttempt(Guid RetryKey, string? ReplyHandle, int Number)
{
    /// <summary>Without the handle, which lets its holder write to the customer.</summary>
    public override string ToString() => $"SendAttempt {RetryKey} #{Number}";
}

/// <param name="Code">Stable, with a text in the desk.</param>
public sealed record RefusedRecipient(string Address, string Code)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => $"RefusedRecipient {Code}";
}

/// <summary>What became of one attempt.</summary>
public abstract record SendOutcome
{
    /// <summary>The provider has it.</summary>
    public sealed record Accepted(string? ProviderId) : SendOutcome
    {
        /// <summary>Those of several recipients it was not taken for.</summary>
        public IReadOnlyList<RefusedRecipient> Refused { get; init; } = [];

        /// <summary>See <see cref="MessageReceived.QuoteHandle"/>.</summary>
        public string? QuoteHandle { get; init; }

        /// <summary>Of a message with <see cref="MemberLinkContent"/>.</summary>
        public IssuedLink? Link { get; init; }
    }

    /// <summary>The provider will never take it. <paramref name="Code"/> is stable and has a text in the desk.</summary>
    /// <param name="FallBack">The reply handle was refused for certain and nothing was sent: the hub may plan again without it.</param>
    public sealed record Rejected(string Code, bool FallBack = false) : SendOutcome
    {
        /// <summary>The customer has blocked the account, or is gone: nothing reaches them until they come back.</summary>
        public bool Unreachable { get; init; }
    }

    /// <summary>Certainly not sent; try again after the given time.</summary>
    /// <param name="PauseAccount">The whole account is throttled, not just this message.</param>
    public sealed record Retry(string Code, TimeSpan After, bool PauseAccount = false) : SendOutcome;

    /// <summary>It may or may not have been sent (time-out, connection lost after the request).</summary>
    public sealed record Unknown(string Code) : SendOutcome;
}
