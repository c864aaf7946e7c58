using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Writes a mail: 7-bit, lines of at most 78 characters in headers and 76 in bodies, CRLF, UTF-8, RFC 2047 and RFC 2231, the name of a file in both forms (old
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
        var format = _format;
        if (draft.NeedsSmtpUtf8)
        {
            format = _format.Clone();
            format.International = true;
        }

        message.Headers.Add(HeaderId.Date, DateUtils.FormatDate(draft.Date));
        message.From.Add(Mailbox(draft.From));
        if (draft.Sender is { } sender)
        {
            message.Sender = Mailbox(sender);
        }

        message.ReplyTo.AddRange(draft.ReplyTo.Select(Mailbox));
        message.To.AddRange(draft.To.Select(Mailbox));
        message.Cc.AddRange(draft.Cc.Select(Mailbox));
        message.Subject = draft.Subject;
        message.MessageId = draft.MessageId;
        References(message, HeaderId.InReplyTo, draft.InReplyTo);
        References(message, HeaderId.References, draft.References);
        message.MimeVersion = new Version(1, 0);
        foreach (var (name, value) in draft.Headers)
        {
            message.Headers.Add(name, Encoding.UTF8, value);
        }

        message.Body = new DraftBody(draft).Build();
        using var bytes = new MemoryStream();
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    private static MailboxAddress Mailbox(MailAddress address) => new(Encoding.UTF8, string.IsNullOrWhiteSpace(address.Name) ? null : address.Name.Trim(), MailAddressForm.AddrSpec(address.Address)!);

    private static void References(MimeMessage message, HeaderId field, IReadOnlyList<string> ids)
    {
        var known = ids.Where(DraftRules.IsId).ToList();
        if (known.Count > 0)
        {
            message.Headers.Add(field, string.Join(' ', known.Select(id => $"<{id}>")));
        }
    }
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
            Content = new MimeContent(RawStream.Of(file.Content)),
            ContentDisposition = new ContentDisposition(inline ? ContentDisposition.Inline : ContentDisposition.Attachment),
            ContentTransferEncoding = asIs ? ContentEncoding.SevenBit : ContentEncoding.Base64,
        };
        if (inline)
        {
            part.ContentId = file.ContentId;
        }

        if (file.Name.Length > 0)
        {
            part.ContentDisposition.FileName = file.Name;
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
