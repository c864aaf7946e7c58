using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Hub.Simulator.Mail;

/// <summary>What a person writes.</summary>
/// <param name="To">Addresses separated by commas; null: the hub, or whoever the answered letter came from.</param>
/// <param name="Charset">"utf-8", "iso-2022-jp" or "shift_jis".</param>
/// <param name="Html">Sent beside the text, as mail programs do.</param>
/// <param name="InReplyTo">The id of a letter the person has.</param>
/// <param name="Headers">Further headers, such as Auto-Submitted.</param>
internal sealed record LetterDraft(
    string? To, string? Subject, string? Text, string? Charset = null, string? Html = null, string? InReplyTo = null, IReadOnlyList<DraftFile>? Files = null, IReadOnlyDictionary<string, string>? Headers = null);

internal sealed record DraftFile(string Name, string? ContentType, string Data);

/// <summary>Makes a letter of a draft, in the character set of the person's mail program.</summary>
internal static class ComposeLetter
{
    public static readonly string[] Charsets = ["utf-8", "iso-2022-jp", "shift_jis"];

    public static (byte[] Raw, IReadOnlyList<string> Recipients) Write(MailPerson person, LetterDraft draft, MimeMessage? answered, DateTimeOffset now)
    {
        var charset = Charset(draft.Charset);
        using var mail = new MimeMessage { Date = now.ToOffset(TimeSpan.FromHours(9)), MessageId = MimeUtils.GenerateMessageId(Domain(person.Address)) };
        mail.From.Add(new MailboxAddress("", Written(person.Address)));
        SetHeader(mail, HeaderId.From, $"{EncodedWords.Of(person.Name, charset)} <{Written(person.Address)}>");
        foreach (var to in Recipients(draft, answered))
        {
            mail.To.Add(to);
        }
        SetHeader(mail, HeaderId.Subject, EncodedWords.Of(draft.Subject is { Length: > 0 } subject ? subject : answered is null ? "" : Answer(answered.Subject), charset));
        if (answered?.MessageId is { } parent)
        {
            mail.InReplyTo = parent;
            mail.References.AddRange(answered.References.Append(parent));
        }
        foreach (var (name, value) in draft.Headers ?? new Dictionary<string, string>())
        {
            mail.Headers.Replace(name, value);
        }
        mail.Body = Body(draft, charset);
        using var raw = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        mail.WriteTo(format, raw);
        return (raw.ToArray(), [.. mail.To.Mailboxes.Select(mailbox => Bare(mailbox.Address))]);
    }

    private static MimeEntity Body(LetterDraft draft, Encoding charset)
    {
        var text = new TextPart("plain");
        text.SetText(charset, (draft.Text ?? "").ReplaceLineEndings("\r\n"));
        if (charset.CodePage == 50220)
        {
            text.ContentTransferEncoding = ContentEncoding.SevenBit;
        }
        MimeEntity body = text;
        if (draft.Html is { Length: > 0 } html)
        {
            var formatted = new TextPart("html");
            formatted.SetText(charset, html);
            body = new MultipartAlternative { text, formatted };
        }
        if (draft.Files is not { Count: > 0 } files)
        {
            return body;
        }
        var mixed = new Multipart("mixed") { body };
        foreach (var file in files)
        {
            var part = new MimePart(file.ContentType is { Length: > 0 } type && MimeKit.ContentType.TryParse(type, out var known) ? known : new ContentType("application", "octet-stream"))
            {
                Content = new MimeContent(new MemoryStream(Convert.FromBase64String(file.Data))),
                ContentTransferEncoding = ContentEncoding.Base64,
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            };
            // As mail programs of the old charsets do it, although RFC 2047 forbids encoded words there.
            part.ContentDisposition.FileName = charset is UTF8Encoding ? file.Name : EncodedWords.Of(file.Name, charset).Replace("\r\n ", "", StringComparison.Ordinal);
            mixed.Add(part);
        }
        return mixed;
    }

    private static IEnumerable<InternetAddress> Recipients(LetterDraft draft, MimeMessage? answered)
    {
        if (draft.To is { Length: > 0 } to)
        {
            return to.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(address => new MailboxAddress("", Written(address)));
        }
        return answered is null ? [new MailboxAddress("", MailWorld.HubAddress)] : answered.ReplyTo.Count > 0 ? answered.ReplyTo : answered.From;
    }

    private static void SetHeader(MimeMessage mail, HeaderId id, string value)
    {
        var header = new Header(id, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        mail.Headers.Replace(header);
    }

    private static string Answer(string? subject) => subject?.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) == true ? subject : "Re: " + subject;

    private static Encoding Charset(string? name) => name switch
    {
        "iso-2022-jp" => CodePagesEncodingProvider.Instance.GetEncoding(50220)!,
        "shift_jis" => CodePagesEncodingProvider.Instance.GetEncoding(932)!,
        _ => new UTF8Encoding(false),
    };

    /// <summary>Old carrier addresses go in quotes.</summary>
    private static string Written(string address) =>
        address.Split('@') is [var local, var domain] && (local.Contains("..", StringComparison.Ordinal) || local.EndsWith('.')) ? $"\"{local}\"@{domain}" : address;

    private static string Bare(string address) => address.Replace("\"", "", StringComparison.Ordinal);

    private static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];
}
