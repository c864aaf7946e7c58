namespace Hub.Channels.Email.Mime;

/// <summary>
/// A mail to be written. The caller gives every id and the date, so that the same draft always gives the same bytes: an attempt whose outcome is unknown can be
/// repeated as the very same mail.
/// </summary>
public sealed record MailDraft
{
    public required MailAddress From { get; init; }

    /// <summary>Who really sends, if not the author.</summary>
    public MailAddress? Sender { get; init; }

    public IReadOnlyList<MailAddress> To { get; init; } = [];

    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    /// <summary>For the envelope only; never written into the message.</summary>
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    public string Subject { get; init; } = "";

    public required DateTimeOffset Date { get; init; }

    /// <summary>Without angle brackets, printable ASCII with one "@".</summary>
    public required string MessageId { get; init; }

    /// <summary>Without angle brackets. One that cannot be written (spaces, not ASCII) is left out of the header; the rest stands.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Oldest first. Like <see cref="InReplyTo"/>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Any line ends. Sent as format=flowed; spaces at the ends of lines are lost.</summary>
    public string? Text { get; init; }

    /// <summary>A whole document or a piece of one; sent as it is.</summary>
    public string? Html { get; init; }

    public IReadOnlyList<MailDraftFile> Files { get; init; } = [];

    /// <summary>
    /// Further fields, such as <c>Auto-Submitted</c> or <c>List-Unsubscribe</c>. Values are plain text and are encoded as needed. What the draft has a member
    /// for, and MIME's own fields, are refused.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Everybody the envelope must name, each once.</summary>
    public IReadOnlyList<MailAddress> Recipients => [.. To.Concat(Cc).Concat(Bcc).DistinctBy(address => address.Address, StringComparer.OrdinalIgnoreCase)];

    /// <summary>An address needs a server that offers SMTPUTF8 (RFC 6531): what precedes its "@" is not ASCII. Domains never do; they are written as xn--.</summary>
    public bool NeedsSmtpUtf8 =>
        new[] { From, Sender }.OfType<MailAddress>().Concat(To).Concat(Cc).Concat(Bcc).Concat(ReplyTo).Any(address => address.LocalPart.Any(c => c > '\u007e'));

    /// <summary>Counts only, never what is said or to whom.</summary>
    public override string ToString() => $"MailDraft to {Recipients.Count}, {Files.Count} files";
}

/// <param name="ContentType">With parameters if needed, such as <c>text/calendar; method=REPLY; charset=utf-8</c>.</param>
/// <param name="ContentId">Set for a picture that the HTML shows as <c>cid:…</c>: without angle brackets, printable ASCII. It is then sent beside the HTML.</param>
public sealed record MailDraftFile(string Name, string ContentType, ReadOnlyMemory<byte> Content, string? ContentId = null)
{
    /// <summary>The type only: names of files are somebody's.</summary>
    public override string ToString() => $"MailDraftFile {ContentType}";
}

/// <summary>Why a draft cannot become a mail.</summary>
public enum MailDraftError
{
    /// <summary>CR, LF, NUL or another control character where a header field would be: an attempt to inject one (MI8), or a broken value.</summary>
    ControlCharacter,

    /// <summary>No address: nothing before or after the "@", a space, a comma, a bracket.</summary>
    AddressInvalid,

    /// <summary>Neither To, Cc nor Bcc.</summary>
    RecipientMissing,

    MessageIdInvalid,
    ContentIdInvalid,
    ContentTypeInvalid,

    /// <summary>Not a header name, or one the draft has a member for.</summary>
    HeaderNameInvalid,

    /// <summary>Longer than any real one: 4,000 characters.</summary>
    TooLong,

    /// <summary>Half of a surrogate pair, which has no form in UTF-8.</summary>
    TextInvalid,
}

/// <param name="error">Stable; has a text where people see it.</param>
/// <param name="field">The member of the draft, such as <c>To[2].Name</c> or <c>Headers[X-Order]</c>; never its value.</param>
public sealed class MailDraftException(MailDraftError error, string field) : FormatException($"The mail cannot be written: {field}: {error}.")
{
    public MailDraftError Error { get; } = error;

    public string Field { get; } = field;
}
