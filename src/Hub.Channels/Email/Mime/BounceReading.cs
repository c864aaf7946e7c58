using System.Text.RegularExpressions;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Bounces: by the standard (RFC 3464), and those of servers that write text only (exim, qmail, old Postfix, the carriers docomo, au and SoftBank). Text counts only
/// if the mail also comes from a mail system; a customer who quotes an error is a customer.
/// </summary>
internal static class BounceReading
{
    private const int MostLines = 400;
    private const int LongestLine = 500;

    private static readonly string[] _subjects =
    [
        "undelivered mail", "undeliverable", "delivery status notification", "mail delivery failed", "mail delivery failure", "mail delivery system", "delivery failure", "delivery has failed", "failure notice",
        "returned mail", "mail system error", "mail could not be delivered", "message not delivered", "delivery notification", "non delivery", "non-delivery", "不達", "配信不能", "配信できません", "配送不能", "送信できません", "エラーメール",
        "unzustellbar", "nicht zugestellt", "退信",
    ];

    private static readonly string[] _texts =
    [
        "could not be delivered", "unable to deliver", "wasn't able to deliver", "was not able to deliver", "did not receive this message", "did not reach", "permanent error", "permanent fatal errors", "returned to sender", "delivery to the following",
        "couldn't be delivered", "user(s) account is", "user unknown", "unknown user", "recipient was rejected", "recipients was rejected", "送信できませんでした", "配信できません", "配送できません", "届きませんでした", "エラーのため",
    ];

    private static readonly Regex _address = Rule(@"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+");

    private static readonly Regex _status = Rule(@"(^|[^0-9.])([245]\.\d{1,3}\.\d{1,3})([^0-9.]|$)");

    private static readonly Regex _reply = Rule(@"(^|[^0-9.])([45]\d\d)[ -]");

    internal static MailBounce? Of(DeliveryReport report)
    {
        var failed = report.Recipients.Where(recipient => recipient.Action is DeliveryAction.Failed or DeliveryAction.Delayed || (recipient.Action == DeliveryAction.Unknown && recipient.Status is ['4' or '5', ..])).ToList();
        return failed.Count == 0 && report.Recipients.Count > 0 ? null : new MailBounce([.. failed.Select(Recipient)], report.OriginalMessageId);
    }

    internal static (MailBounce, string Reason)? OfText(MailMessage mail)
    {
        var failed = mail.Headers.First("X-Failed-Recipients");
        var system = mail.From is { } from && (IsSystem(from.LocalPart) || from.Name?.Contains("Mail Delivery", StringComparison.OrdinalIgnoreCase) == true);
        system |= mail.Headers.First("Return-Path")?.Replace(" ", "") == "<>" && !mail.Headers.Has("Auto-Submitted");
        if (failed is null && !(system && _subjects.Any(words => mail.Subject.Contains(words, StringComparison.OrdinalIgnoreCase))))
        {
            return null;
        }

        var text = mail.ReadableText;
        if (failed is null && !_texts.Any(words => text.AsSpan(0, Math.Min(text.Length, 20_000)).Contains(words, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var recipients = failed is null
            ? Recipients(text)
            : failed.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Take(MimeLimits.ReportRecipients).Select(address => FromLine(address, About(text, address))).ToList();
        return (new MailBounce(recipients, OriginalId(mail, text)), failed is null ? MailReason.BounceText : MailReason.FailedRecipients);
    }

    private static BouncedRecipient Recipient(DeliveryReportRecipient recipient)
    {
        // The action counts, not the status: a 4.x.x that failed is final (RFC 3464 2.3.3).
        var permanent = recipient.Action != DeliveryAction.Delayed && (recipient.Action == DeliveryAction.Failed || recipient.Status is ['5', ..]);
        var words = recipient.DiagnosticCode?.Cut(LongestLine);
        return new BouncedRecipient(recipient.FinalRecipient ?? recipient.OriginalRecipient, permanent, recipient.Status, permanent ? BounceReasons.Of(words ?? "", recipient.Status) : "delayed", words);
    }

    /// <summary>Addresses in the part that the mail system wrote, each with the words around it. What follows the returned mail's beginning is the customer's.</summary>
    private static List<BouncedRecipient> Recipients(string text)
    {
        var found = new Dictionary<string, BouncedRecipient>(StringComparer.OrdinalIgnoreCase);
        var lines = text.Split('\n', MostLines + 1).Take(MostLines).TakeWhile(line => !BeginsOriginal(line)).Select(line => line.Cut(LongestLine)).ToList();
        for (var i = 0; i < lines.Count && found.Count < MimeLimits.ReportRecipients; i++)
        {
            if (_address.Match(lines[i]) is { Success: true } match && !IsSystem(match.Value[..match.Value.IndexOf('@')]) && !lines[i].TrimStart().StartsWith("From:", StringComparison.OrdinalIgnoreCase))
            {
                // The reason stands after the address, or in the lines that follow up to a gap; failing that, above.
                var words = string.Join(' ', lines.Skip(i).Take(4).TakeWhile((line, at) => at == 0 || !string.IsNullOrWhiteSpace(line)));
                var own = FromLine(match.Value, words);
                found.TryAdd(match.Value, own.Reason == "other" ? FromLine(match.Value, string.Join(' ', lines.Skip(Math.Max(0, i - 4)).Take(9))) : own);
            }
        }

        return [.. found.Values];
    }

    private static string About(string text, string address)
    {
        var at = text.IndexOf(address, StringComparison.OrdinalIgnoreCase);
        var about = at < 0 ? text.Cut(LongestLine) : text[at..Math.Min(text.Length, at + LongestLine)];
        var gap = about.IndexOf("\n\n", StringComparison.Ordinal);
        return gap > 0 ? about[..gap] : about;
    }

    private static BouncedRecipient FromLine(string address, string words)
    {
        var status = _status.Match(words) is { Success: true } match ? match.Groups[2].Value : null;
        var reply = _reply.Match(words) is { Success: true } code ? code.Groups[2].Value[0] : status?[0];
        var reason = BounceReasons.Of(words, status);
        return new BouncedRecipient(address, reply != '4' && reason != "delayed", status, reason, words.Trim().Cut(LongestLine));
    }

    private static bool BeginsOriginal(string line) =>
        line.Contains("Original message follows", StringComparison.OrdinalIgnoreCase) || line.Contains("is a copy of the message", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Return-Path:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Received:", StringComparison.OrdinalIgnoreCase)
        || line.Contains("Below this line", StringComparison.OrdinalIgnoreCase) || line.Contains("Original message headers", StringComparison.OrdinalIgnoreCase);

    private static string? OriginalId(MailMessage mail, string text)
    {
        if (mail.Files.FirstOrDefault(file => file.IsMessage || file.ContentType == "text/rfc822-headers") is { } returned)
        {
            var bytes = returned.Decode().Span;
            var headers = HeaderBlock.Read(bytes[..Math.Min(bytes.Length, MimeLimits.HeaderBytes)], 1);
            return headers.Count > 0 && headers[0].Find("Message-ID") is { } field ? MessageIds.Read(field.RawValue.Span, 1, new HashSet<string>()).FirstOrDefault() : null;
        }

        var at = text.IndexOf("\nMessage-ID:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return mail.InReplyTo.Count > 0 ? mail.InReplyTo[^1] : mail.References.Count > 0 ? mail.References[^1] : null;
        }

        var rest = text[(at + 12)..Math.Min(text.Length, at + 12 + MimeLimits.MessageIdLength)];
        return MessageIds.Read(System.Text.Encoding.UTF8.GetBytes(rest), 1, new HashSet<string>()).FirstOrDefault();
    }

    private static bool IsSystem(string local) =>
        local.StartsWith("mailer-daemon", StringComparison.OrdinalIgnoreCase) || local.StartsWith("postmaster", StringComparison.OrdinalIgnoreCase) || local.StartsWith("mail-daemon", StringComparison.OrdinalIgnoreCase);

    private static Regex Rule(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
