using System.Globalization;
using Hub.Channels.Email.Mime;

namespace Hub.Channels.Email;

/// <summary>The files of a letter, named by their place among its parts, so that they can be taken out of the raw body later.</summary>
internal static class EmailFiles
{
    internal static List<AttachmentReference> Of(MailMessage mail) => [.. mail.Files.Select((part, place) => new AttachmentReference(
        Reference(place), Kind(part.ContentType), part.FileName ?? (part.IsMessage ? "message.eml" : null), part.ContentType, null)
    {
        InlineId = part.ShownInHtml ? part.ContentId : null,
    })];

    internal static async Task<FetchOutcome> TakeAsync(ReadOnlyMemory<byte> body, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        if (!reference.StartsWith(AttachmentReference.InBody, StringComparison.Ordinal)
            || !int.TryParse(reference.AsSpan(AttachmentReference.InBody.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            || MimeReader.Read(body).Files.ElementAtOrDefault(place) is not { } part)
        {
            return new FetchOutcome(FetchStatus.Gone, Code: "not_in_the_body");
        }

        var bytes = part.Decode();
        if (bytes.Length > maxBytes)
        {
            return new FetchOutcome(FetchStatus.TooLarge);
        }

        await destination.WriteAsync(bytes, cancellationToken);
        return new FetchOutcome(FetchStatus.Fetched, part.ContentType);
    }

    private static string Reference(int place) => AttachmentReference.InBody + place.ToString(CultureInfo.InvariantCulture);

    private static string Kind(string contentType) => contentType switch
    {
        "image/svg+xml" => "file",
        _ when contentType.StartsWith("image/", StringComparison.Ordinal) => "image",
        _ when contentType.StartsWith("video/", StringComparison.Ordinal) => "video",
        _ when contentType.StartsWith("audio/", StringComparison.Ordinal) => "audio",
        _ => "file",
    };
}
