namespace Hub.Channels.Email.Mime;

/// <summary>A delivery status notification (RFC 3464): what became of a mail of ours.</summary>
/// <param name="OriginalMessageId">Of the mail it is about, from the returned headers; null if they are missing.</param>
public sealed record DeliveryReport(
    string? ReportingMta, string? OriginalEnvelopeId, DateTimeOffset? ArrivalDate, IReadOnlyList<DeliveryReportRecipient> Recipients, string? OriginalMessageId)
{
    /// <summary>The headers of the mail it is about, if they came back.</summary>
    public MailHeaders OriginalHeaders { get; init; } = MailHeaders.Empty;

    /// <summary>Counts only.</summary>
    public override string ToString() => $"DeliveryReport of {Recipients.Count}";
}

/// <param name="FinalRecipient">The address without its type prefix.</param>
/// <param name="Action">What counts (RFC 3464 2.3.3): a status of 4.x.x is final all the same when this says failed.</param>
/// <param name="Status">Such as <c>5.1.1</c>.</param>
/// <param name="DiagnosticCode">The words of the other server, without the type prefix.</param>
public sealed record DeliveryReportRecipient(
    string? FinalRecipient, string? OriginalRecipient, DeliveryAction Action, string? Status, string? RemoteMta, string? DiagnosticCode, DateTimeOffset? WillRetryUntil)
{
    /// <summary>Never the address.</summary>
    public override string ToString() => $"DeliveryReportRecipient {Action} {Status}";
}

/// <summary>RFC 3464 2.3.3.</summary>
public enum DeliveryAction
{
    Unknown,
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

/// <summary>A read receipt (RFC 8098).</summary>
/// <param name="Disposition">Lower case, the type only: <c>displayed</c>, <c>deleted</c>, <c>dispatched</c>, <c>processed</c>.</param>
/// <param name="Automatic">It was sent without a person having agreed.</param>
public sealed record DispositionNotification(
    string? OriginalMessageId, string? FinalRecipient, string? OriginalRecipient, string? Disposition, bool Automatic, string? ReportingUserAgent)
{
    /// <summary>Never the address.</summary>
    public override string ToString() => $"DispositionNotification {Disposition}";
}

/// <summary>A complaint (RFC 5965): somebody called our mail spam.</summary>
/// <param name="FeedbackType">Lower case, such as <c>abuse</c>, <c>fraud</c>, <c>not-spam</c>.</param>
public sealed record FeedbackReport(
    string? FeedbackType, string? UserAgent, string? OriginalMailFrom, IReadOnlyList<string> OriginalRecipients, DateTimeOffset? ArrivalDate, string? SourceIp, string? OriginalMessageId)
{
    /// <summary>Never the address.</summary>
    public override string ToString() => $"FeedbackReport {FeedbackType}";
}
