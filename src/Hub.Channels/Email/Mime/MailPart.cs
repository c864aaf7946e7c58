namespace Hub.Channels.Email.Mime;

/// <summary>How a part asks to be shown.</summary>
public enum MailDisposition
{
    /// <summary>It does not say.</summary>
    None,
    Inline,
    Attachment,
}

/// <summary>
/// A part that is not the body: a file. The bytes are decoded when asked for, from the raw message, which stays in memory as long as the part does.
/// </summary>
public sealed class MailPart
{
    private readonly Func<ReadOnlyMemory<byte>> _decode;

    internal MailPart(string contentType, int encodedSize, Func<ReadOnlyMemory<byte>> decode)
    {
        ContentType = contentType;
        EncodedSize = encodedSize;
        _decode = decode;
    }

    /// <summary>The media type it claims, lower case and without parameters, such as <c>image/png</c>. Not checked against the bytes.</summary>
    public string ContentType { get; }

    /// <summary>The name its sender gave it, without folders, control characters and direction marks; null if none. Not unique within a mail.</summary>
    public string? FileName { get; init; }

    /// <summary>Without angle brackets: what <c>cid:</c> addresses in the HTML refer to.</summary>
    public string? ContentId { get; init; }

    public MailDisposition Disposition { get; init; }

    /// <summary>A picture that the HTML shows (its <c>cid:</c> address occurs there), so it need not be listed as an attachment.</summary>
    public bool ShownInHtml { get; init; }

    /// <summary>The value of the parameter <c>method</c> of a calendar part, upper case, such as <c>REQUEST</c>.</summary>
    public string? CalendarMethod { get; init; }

    /// <summary>The charset it claims.</summary>
    public string? Charset { get; init; }

    /// <summary>A forwarded or returned message; <see cref="MimeReader.Read(ReadOnlyMemory{byte})"/> reads its <see cref="Decode"/>.</summary>
    public bool IsMessage => ContentType is "message/rfc822" or "message/global" or "message/news";

    /// <summary>Bytes as transferred; the decoded size is at most this.</summary>
    public int EncodedSize { get; }

    /// <summary>The file itself. Damaged encodings give what can be saved. Decodes anew at each call; never more than <see cref="EncodedSize"/> bytes.</summary>
    public ReadOnlyMemory<byte> Decode() => _decode();

    /// <summary>The type only: names of files are the customer's.</summary>
    public override string ToString() => $"MailPart {ContentType}";
}
