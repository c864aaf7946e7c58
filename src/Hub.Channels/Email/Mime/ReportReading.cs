namespace Hub.Channels.Email.Mime;

/// <summary>The machine-readable parts of reports, wherever in the mail they are: some systems send them outside of multipart/report.</summary>
internal sealed class ReportReading(IReadOnlyList<MimeNode> parts)
{
    internal DeliveryReport? Delivery()
    {
        if (Groups("message/delivery-status", "message/global-delivery-status") is not { } groups)
        {
            return null;
        }

        // Some reporters forget the blank line after the fields of the message.
        var message = groups.Count > 0 ? groups[0] : MailHeaders.Empty;
        var recipients = groups.Where(group => group.Has("Final-Recipient") || group.Has("Action") || group.Has("Status")).Take(MimeLimits.ReportRecipients);
        var original = Original();
        return new DeliveryReport(
            Typed(message, "Reporting-MTA"),
            message.First("Original-Envelope-Id"),
            MimeReader.Date(message.Find("Arrival-Date")),
            [.. recipients.Select(Recipient)],
            Id(original.Find("Message-ID")))
        {
            OriginalHeaders = original,
        };
    }

    internal DispositionNotification? Disposition()
    {
        if (Groups("message/disposition-notification") is not [var fields, ..])
        {
            return null;
        }

        // "manual-action/MDN-sent-manually; displayed/error"
        var disposition = (fields.First("Disposition") ?? "").Split(';', 2, StringSplitOptions.TrimEntries);
        var type = disposition[^1].Split('/', ',')[0].Trim().ToLowerInvariant();
        return new DispositionNotification(
            Id(fields.Find("Original-Message-ID")) ?? Id(Original().Find("Message-ID")),
            Typed(fields, "Final-Recipient"),
            Typed(fields, "Original-Recipient"),
            type.Length == 0 ? null : type,
            disposition[0].StartsWith("automatic-action", StringComparison.OrdinalIgnoreCase),
            fields.First("Reporting-UA"));
    }

    internal FeedbackReport? Feedback()
    {
        if (Groups("message/feedback-report") is not [var fields, ..])
        {
            return null;
        }

        return new FeedbackReport(
            fields.First("Feedback-Type")?.ToLowerInvariant(),
            fields.First("User-Agent"),
            fields.First("Original-Mail-From")?.Trim('<', '>'),
            [.. fields.All("Original-Rcpt-To").Select(address => address.Trim('<', '>')).Take(MimeLimits.ReportRecipients)],
            MimeReader.Date(fields.Find("Arrival-Date") ?? fields.Find("Received-Date")),
            fields.First("Source-IP"),
            Id(Original().Find("Message-ID")));
    }

    private static DeliveryReportRecipient Recipient(MailHeaders fields) => new(
        Typed(fields, "Final-Recipient"),
        Typed(fields, "Original-Recipient"),
        fields.First("Action")?.Split(' ', ';', '(')[0].ToLowerInvariant() switch
        {
            "failed" or "failure" => DeliveryAction.Failed,
            "delayed" => DeliveryAction.Delayed,
            "delivered" => DeliveryAction.Delivered,
            "relayed" => DeliveryAction.Relayed,
            "expanded" => DeliveryAction.Expanded,
            _ => DeliveryAction.Unknown,
        },
        fields.First("Status")?.Split(' ', '(')[0],
        Typed(fields, "Remote-MTA"),
        Typed(fields, "Diagnostic-Code"),
        MimeReader.Date(fields.Find("Will-Retry-Until")));

    /// <summary>The headers of the mail the report is about: returned whole, or as headers only.</summary>
    private MailHeaders Original() => Groups("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers") is [var first, ..] ? first : MailHeaders.Empty;

    private IReadOnlyList<MailHeaders>? Groups(params ReadOnlySpan<string> mediaTypes)
    {
        foreach (var part in parts)
        {
            if (mediaTypes.Contains(part.MediaType))
            {
                var bytes = PartContent.Decode(part.Content, PartContent.Encoding(part), MimeLimits.HeaderBytes);
                return HeaderBlock.Read(bytes.Span, MimeLimits.ReportRecipients + 1);
            }
        }

        return null;
    }

    private static string? Id(MailHeader? field) => field is null ? null : MessageIds.Read(field.RawValue.Span, 1, new HashSet<string>()).FirstOrDefault();

    /// <summary><c>rfc822; taro@example.jp</c> without its type.</summary>
    private static string? Typed(MailHeaders fields, string name)
    {
        if (fields.First(name) is not { Length: > 0 } value)
        {
            return null;
        }

        var semicolon = value.IndexOf(';');
        var rest = (semicolon is > 0 and < 20 ? value[(semicolon + 1)..] : value).Trim();
        return name.EndsWith("Recipient", StringComparison.Ordinal) ? rest.Trim('<', '>') : rest;
    }
}
