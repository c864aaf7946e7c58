namespace Hub.Channels.Email.Mime;

/// <summary>
/// What a mail says, as far as it can be made out. Everything is best effort: a member that is absent or cannot be read is null or empty, and
/// <see cref="Warnings"/> says what was odd. The raw bytes stay the truth; a newer reader may read more from them.
/// </summary>
/// <remarks>RFC 5322, 2045–2049, 2047, 2231, 6532. Strings hold no NUL, so that they fit into PostgreSQL's text.</remarks>
public sealed record MailMessage
{
    /// <summary>The headers of the message itself, in order; at most <see cref="MimeLimits.Headers"/>.</summary>
    public required MailHeaders Headers { get; init; }

    /// <summary>Without angle brackets; null if absent, empty or longer than <see cref="MimeLimits.MessageIdLength"/>. Not unique and not to be trusted.</summary>
    public string? MessageId { get; init; }

    /// <summary>Ids without angle brackets, in order.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Ids without angle brackets, oldest first; the first one and the newest are kept when there are too many.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The first author. Further ones are in <see cref="Headers"/>.</summary>
    public MailAddress? From { get; init; }

    public MailAddress? Sender { get; init; }

    /// <summary>Groups are flattened. To, Cc, Bcc and Reply-To together hold at most <see cref="MimeLimits.Addresses"/>.</summary>
    public IReadOnlyList<MailAddress> To { get; init; } = [];

    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    /// <summary>Decoded and unfolded; empty if absent.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When its author says it was written, with their offset.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The plain text of the body with LF line ends, format=flowed undone; null if the mail has HTML only or nothing. <see cref="ReadableText"/> always gives some.</summary>
    public string? Text { get; init; }

    /// <summary>The HTML of the body as it came: hostile until it went through <see cref="MailHtml"/>.</summary>
    public string? Html { get; init; }

    /// <summary>Attachments, pictures of the HTML, calendar parts, forwarded messages, signatures, reports: every part that is not shown as the body, in order.</summary>
    public IReadOnlyList<MailPart> Files { get; init; } = [];

    /// <summary>The invitation, reply or cancellation (text/calendar); it is among <see cref="Files"/> too.</summary>
    public MailPart? Calendar { get; init; }

    /// <summary>RFC 3464, if the mail is a delivery status notification.</summary>
    public DeliveryReport? DeliveryReport { get; init; }

    /// <summary>RFC 8098, if the mail is a read receipt.</summary>
    public DispositionNotification? DispositionNotification { get; init; }

    /// <summary>RFC 5965, if the mail is a complaint.</summary>
    public FeedbackReport? FeedbackReport { get; init; }

    /// <summary>The media type of the whole, lower case, such as <c>multipart/mixed</c>.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>What was odd, as codes of <see cref="MailWarning"/>, each once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A limit of <see cref="MimeLimits"/> left something out; the raw message has it.</summary>
    public bool Truncated { get; init; }

    /// <summary>The plain text, or the HTML as text; empty if there is neither.</summary>
    public string ReadableText => Text ?? (Html is null ? "" : HtmlToText.Convert(Html));

    /// <summary>Counts only, never what was said or by whom.</summary>
    public override string ToString() => $"MailMessage {ContentType}, {Files.Count} files";
}

/// <param name="Name">The display name, decoded; null if there is none.</param>
/// <param name="Address">As written, such as <c>taro@example.jp</c>: not normalised, not verified. Without "@" if the mail had none.</param>
public sealed record MailAddress(string? Name, string Address)
{
    /// <summary>What follows the last "@", lower case; empty if there is none.</summary>
    public string Domain => Address.LastIndexOf('@') is >= 0 and var at ? Address[(at + 1)..].ToLowerInvariant() : "";

    /// <summary>What precedes the last "@".</summary>
    public string LocalPart => Address.LastIndexOf('@') is >= 0 and var at ? Address[..at] : Address;

    /// <summary>Never the address: it belongs to a person.</summary>
    public override string ToString() => nameof(MailAddress);
}
