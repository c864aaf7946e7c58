using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Writes a mail: 7-bit, folded headers, body lines of at most 76 characters, CRLF, UTF-8, RFC 2047 and RFC 2231, the name of a file in both forms (old
/// programs read only the one in Content-Type). The same draft always gives the same bytes.
/// </summary>
public static class MimeWriter
{
    private static readonly FormatOptions _format = new()
    {
        NewLineFormat = NewLineFormat.Dos,
        EnsureNewLine = true,
        ParameterEncodingMethod = ParameterEncodingMethod.Rfc2231,
    };

    /// <exception cref="MailDraftException">The draft cannot become a mail; nothing was written.</exception>
    public static byte[] Write(MailDraft draft)
    {
        DraftRules.Check(draft);
        using var message = new MimeMessage();
        message.Headers.Clear();
        List<Header> fields =
        [
            HeaderWriting.Raw("Date", Date(draft.Date)),
            HeaderWriting.Addresses("From", [draft.From]),
            .. draft.Sender is { } sender ? [HeaderWriting.Addresses("Sender", [sender])] : (Header[])[],
            .. Addresses("Reply-To", draft.ReplyTo),
            .. Addresses("To", draft.To),
            .. Addresses("Cc", draft.Cc),
            HeaderWriting.Text("Subject", draft.Subject),
            HeaderWriting.Ids("Message-ID", [draft.MessageId]),
            .. References("In-Reply-To", draft.InReplyTo),
            .. References("References", draft.References),
            HeaderWriting.Raw("MIME-Version", "1.0"),
            .. draft.Headers.Select(header => HeaderWriting.Text(header.Key, header.Value)),
        ];
        fields.ForEach(message.Headers.Add);
        message.Body = new DraftBody(draft).Build();
        using var bytes = new MemoryStream();
        message.WriteTo(_format, bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<Header> Addresses(string name, IReadOnlyList<MailAddress> addresses) => addresses.Count == 0 ? [] : [HeaderWriting.Addresses(name, addresses)];

    private static IEnumerable<Header> References(string name, IReadOnlyList<string> ids)
    {
        var known = ids.Where(DraftRules.IsId).ToList();
        return known.Count == 0 ? [] : [HeaderWriting.Ids(name, known)];
    }

    /// <summary>RFC 5322 3.3, in the offset of the draft.</summary>
    private static string Date(DateTimeOffset date) =>
        date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}

/// <summary>The parts of a draft: alternatives within related within mixed, as many as are needed.</summary>
internal sealed class DraftBody(MailDraft draft)
{
    private readonly string _boundary = $"=_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(draft.MessageId)))[..24]}_";
    private int _multiparts;

    internal MimeEntity Build()
    {
        var body = Text();
        var attached = draft.Files.Where(file => draft.Html is null || file.ContentId is null).ToList();
        if (attached.Count == 0)
        {
            return body;
        }

        var mixed = Multipart("mixed");
        mixed.Add(body);
        attached.ForEach(file => mixed.Add(File(file, inline: false)));
        return mixed;
    }

    private MimeEntity Text()
    {
        var text = draft.Text is null && draft.Html is not null ? null : Part("plain", FlowedText.Wrap((draft.Text ?? "").ReplaceLineEndings("\n")));
        text?.ContentType.Parameters.Add("format", "flowed");
        if (draft.Html is null)
        {
            return text!;
        }

        MimeEntity html = Part("html", draft.Html.ReplaceLineEndings("\n"));
        var pictures = draft.Files.Where(file => file.ContentId is not null).ToList();
        if (pictures.Count > 0)
        {
            var related = Multipart("related");
            related.ContentType.Parameters.Add("type", "text/html");
            related.Add(html);
            pictures.ForEach(file => related.Add(File(file, inline: true)));
            html = related;
        }

        if (text is null)
        {
            return html;
        }

        var alternative = Multipart("alternative");
        alternative.Add(text);
        alternative.Add(html);
        return alternative;
    }

    /// <summary>
    /// Its boundary cannot occur in a part: "=" is followed by hexadecimal digits or a line end in quoted-printable and by "=" or a line end in base64. Text is
    /// always in one of the two.
    /// </summary>
    private Multipart Multipart(string subtype) => new(subtype) { Boundary = $"{_boundary}{++_multiparts}" };

    private static MimePart Part(string subtype, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n"));
        var part = new MimePart("text", subtype)
        {
            Content = new MimeContent(new MemoryStream(bytes)),
            ContentTransferEncoding = bytes.Count(b => b > 126) * 6 > bytes.Length ? ContentEncoding.Base64 : ContentEncoding.QuotedPrintable,
        };
        part.ContentType.Charset = "utf-8";
        return part;
    }

    private static MimePart File(MailDraftFile file, bool inline)
    {
        // A message may only be sent as it is (RFC 2046 5.2.1). One that needs an encoding goes as a plain file; every mail program opens it by its name.
        var message = ContentType.Parse(file.ContentType).IsMimeType("message", "*");
        var asIs = message && IsSevenBit(file.Content.Span);
        var part = new MimePart(message && !asIs ? new ContentType("application", "octet-stream") : ContentType.Parse(file.ContentType))
        {
            Content = new MimeContent(new MemoryStream(file.Content.ToArray(), writable: false)),
            ContentTransferEncoding = asIs ? ContentEncoding.SevenBit : ContentEncoding.Base64,
        };
        if (inline)
        {
            part.ContentId = file.ContentId;
        }

        if (file.Name.Length == 0)
        {
            part.ContentDisposition = new ContentDisposition(inline ? ContentDisposition.Inline : ContentDisposition.Attachment);
        }
        else
        {
            part.Headers.Add(FileNameHeader.Of(inline ? ContentDisposition.Inline : ContentDisposition.Attachment, file.Name));
            part.ContentType.Name = file.Name;
            if (part.ContentType.Parameters.TryGetValue("name", out Parameter? name))
            {
                name.EncodingMethod = ParameterEncodingMethod.Rfc2047;
            }
        }

        return part;
    }

    private static bool IsSevenBit(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf("\r\n"u8);
            var line = end < 0 ? bytes : bytes[..end];
            if (line.Length > 998 || line.ContainsAnyExceptInRange((byte)1, (byte)126) || line.ContainsAny((byte)'\r', (byte)'\n'))
            {
                return false;
            }

            bytes = end < 0 ? [] : bytes[(end + 2)..];
        }

        return true;
    }
}
