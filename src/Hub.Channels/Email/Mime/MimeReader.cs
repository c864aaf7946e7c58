using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Reads a mail of any shape. Never throws on input, whatever it is; takes time in proportion to its length and memory in small proportion to it, within
/// <see cref="MimeLimits"/>. Fetches nothing (message/external-body included) and runs nothing.
/// </summary>
/// <remarks>
/// MimeKit does the grammar: structure, addresses, parameters, encoded words, transfer encodings. What real mail needs beyond it is ours: the limits, charsets that
/// are mislabelled or Japanese of the old kind, and which parts make up the body.
/// </remarks>
public static class MimeReader
{
    /// <param name="raw">The message as received (RFC 5322), or any other bytes. Parts refer to it and decode later, so it must not change afterwards.</param>
    public static MailMessage Read(ReadOnlyMemory<byte> raw)
    {
        var warnings = new SortedSet<string>(StringComparer.Ordinal);
        raw = RawMessage.Tidy(raw, warnings);
        var root = raw.IsEmpty ? null : MimeTree.Read(raw, warnings);
        if (root is null)
        {
            warnings.Add(MailWarning.HeadersMissing);
            root = new MimeNode(MimeNodeKind.Leaf, new ContentType("text", "plain"), [], 0) { Content = raw };
        }

        return Assemble(root, warnings);
    }

    private static MailMessage Assemble(MimeNode root, SortedSet<string> warnings)
    {
        var headers = root.Headers;
        var addresses = new AddressReading(headers, warnings);
        var body = MailBody.Of(root, warnings);
        var reports = new ReportReading(body.Reports);
        var message = new MailMessage
        {
            Headers = headers,
            ContentType = root.MediaType,
            MessageId = MessageId(headers, warnings),
            InReplyTo = MessageIds.Of(headers, "In-Reply-To", warnings),
            References = MessageIds.Of(headers, "References", warnings),
            From = addresses.First("From"),
            Sender = addresses.First("Sender"),
            To = addresses.All("To"),
            Cc = addresses.All("Cc"),
            Bcc = addresses.All("Bcc"),
            ReplyTo = addresses.All("Reply-To"),
            Subject = Subject(headers, warnings),
            Date = Date(headers.Find("Date"), warnings),
            Text = body.Text,
            Html = body.Html,
            Files = body.Files,
            Calendar = body.Files.FirstOrDefault(file => file.ContentType == "text/calendar"),
            DeliveryReport = reports.Delivery(),
            DispositionNotification = reports.Disposition(),
            FeedbackReport = reports.Feedback(),
        };
        foreach (var name in (ReadOnlySpan<string>)["From", "Date", "Message-ID", "Subject", "Sender"])
        {
            if (headers.Fields(name).Skip(1).Any())
            {
                warnings.Add(MailWarning.HeaderRepeated);
            }
        }

        return message with
        {
            Warnings = [.. warnings],
            Truncated = warnings.Overlaps([
                MailWarning.HeadersCut, MailWarning.PartsCut, MailWarning.TooDeep, MailWarning.AddressesCut, MailWarning.ReferencesCut, MailWarning.SubjectCut, MailWarning.BodyCut,
            ]),
        };
    }

    internal static DateTimeOffset? Date(MailHeader? field, ISet<string>? warnings = null)
    {
        if (field is null || field.RawValue.Length > 500)
        {
            return null;
        }

        if (DateUtils.TryParse(field.RawValue.ToArray(), out var date) && date.Year is > 1970 and < 3000)
        {
            return date;
        }

        warnings?.Add(MailWarning.DateBroken);
        return null;
    }

    private static string? MessageId(MailHeaders headers, SortedSet<string> warnings)
    {
        var id = headers.Find("Message-ID") is { } field ? MessageIds.Read(field.RawValue.Span, 1, warnings).FirstOrDefault() : null;
        if (id is null && !warnings.Contains(MailWarning.MessageIdTooLong))
        {
            warnings.Add(MailWarning.MessageIdMissing);
        }

        return id;
    }

    private static string Subject(MailHeaders headers, SortedSet<string> warnings)
    {
        var subject = headers.First("Subject") ?? "";
        if (subject.Length <= MimeLimits.SubjectLength)
        {
            return subject;
        }

        warnings.Add(MailWarning.SubjectCut);
        return subject.Cut(MimeLimits.SubjectLength);
    }

    /// <summary>The first characters, none of them half a pair.</summary>
    internal static string Cut(this string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
