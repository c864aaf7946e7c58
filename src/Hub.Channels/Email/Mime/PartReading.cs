using System.Text;
using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>What the headers of one part say.</summary>
internal static class PartReading
{
    internal static MailPart File(MimeNode node, IReadOnlySet<string> shown, ISet<string> warnings)
    {
        var encoding = PartContent.Encoding(node);
        if (!PartContent.IsKnown(encoding))
        {
            warnings.Add(MailWarning.EncodingUnknown);
        }

        var content = node.Content;
        var id = ContentId(node);
        return new MailPart(node.MediaType, content.Length, () => PartContent.Decode(content, encoding))
        {
            FileName = FileName(node),
            ContentId = id,
            Disposition = Disposition(node),
            ShownInHtml = id is not null && shown.Contains(id),
            CalendarMethod = node.MediaType == "text/calendar" ? Type(node).Parameters["method"]?.Trim().ToUpperInvariant() : null,
            Charset = node.Type.Charset,
        };
    }

    /// <summary>The text of a body part with LF line ends, cut at <see cref="MimeLimits.BodyBytes"/>.</summary>
    internal static (string Value, bool Cut) Text(ReadOnlyMemory<byte> content, string encoding, MimeNode node, ISet<string> warnings)
    {
        if (!PartContent.IsKnown(encoding))
        {
            warnings.Add(MailWarning.EncodingUnknown);
        }

        var bytes = PartContent.Decode(content, encoding, MimeLimits.BodyBytes + 1);
        var cut = bytes.Length > MimeLimits.BodyBytes;
        if (cut)
        {
            warnings.Add(MailWarning.BodyCut);
            bytes = bytes[..MimeLimits.BodyBytes];
        }

        var html = node.MediaType == "text/html";
        var label = node.Type.Charset ?? (html ? MetaCharset(bytes.Span) : null);
        var text = CharsetGuess.Decode(bytes.Span, label, warnings).Replace("\r\n", "\n").Replace('\r', '\n').Replace('\0', '\uFFFD');
        if (!html && node.MediaType == "text/plain" && string.Equals(node.Type.Format, "flowed", StringComparison.OrdinalIgnoreCase))
        {
            text = FlowedText.Unwrap(text, string.Equals(node.Type.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase));
        }

        return (node.MediaType is "text/enriched" or "text/richtext" ? HtmlToText.Convert(text) : text, cut);
    }

    internal static MailDisposition Disposition(MimeNode node) =>
        node.Headers.Find("Content-Disposition")?.Value is not { Length: > 0 } value ? MailDisposition.None
        : value.StartsWith("inline", StringComparison.OrdinalIgnoreCase) ? MailDisposition.Inline
        // RFC 2183 2.8: what is not known is an attachment.
        : MailDisposition.Attachment;

    internal static string? ContentId(MimeNode node) =>
        node.Headers.Find("Content-ID")?.Value.Trim().Trim('<', '>').Trim() is { Length: > 0 and <= MimeLimits.MessageIdLength } id ? id : null;

    internal static string? FileName(MimeNode node)
    {
        var name = Parsed(node, "Content-Disposition", bytes => ContentDisposition.TryParse(HeaderText.ParserOptions, bytes, out var parsed) ? parsed.FileName : null)
            ?? Type(node).Name;
        return name is null ? null : CleanName(name);
    }

    /// <summary>The media type with its parameters read through the charset of the header, which a raw Shift_JIS name needs.</summary>
    private static ContentType Type(MimeNode node) =>
        Parsed(node, "Content-Type", bytes => ContentType.TryParse(HeaderText.ParserOptions, bytes, out var parsed) ? parsed : null) ?? node.Type;

    private static T? Parsed<T>(MimeNode node, string header, Func<byte[], T?> parse)
        where T : class
    {
        try
        {
            return node.Headers.Find(header) is { } field ? parse(HeaderText.ToUtf8(field.RawValue.Span)) : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>A name to show and to save under: no folders, no control characters, no marks that turn <c>gpj.exe</c> around.</summary>
    private static string? CleanName(string name)
    {
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (!char.IsControl(c) && c is not ((>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
            {
                clean.Append(c);
            }
        }

        var whole = clean.ToString().Trim().TrimStart('.').Trim();
        if (whole.Length <= MimeLimits.FileNameLength)
        {
            return whole.Length == 0 ? null : whole;
        }

        var dot = whole.LastIndexOf('.');
        var extension = dot > 0 && whole.Length - dot <= 12 ? whole[dot..] : "";
        return whole.Cut(MimeLimits.FileNameLength - extension.Length) + extension;
    }

    /// <summary>HTML that names its charset itself, near its beginning.</summary>
    private static string? MetaCharset(ReadOnlySpan<byte> html)
    {
        var head = Encoding.Latin1.GetString(html[..Math.Min(html.Length, 2048)]);
        var at = head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var value = head.AsSpan(at + 8).TrimStart("\"' ");
        var end = value.IndexOfAny("\"'> ;/");
        return end > 0 ? value[..end].ToString() : null;
    }
}
