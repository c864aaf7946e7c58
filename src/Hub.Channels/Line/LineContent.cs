using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>Turns the message object of a webhook event into content. What it does not know stays raw instead of being lost.</summary>
internal static class LineContent
{
    internal const string AtLine = "content:";
    internal const string Elsewhere = "external:";

    internal static MessageContent Read(JsonElement message)
    {
        var type = message.RequiredText("type");
        return type switch
        {
            // LINE emoji stand in the text as their names in brackets, "(moon wink)", which is readable as it is.
            "text" => new TextContent(message.RequiredText("text")),
            "sticker" => Sticker(message),
            "image" or "video" or "audio" => Media(type, message),
            "file" => new FileContent("file", null, [Hosted(message, "file", message.Text("fileName"), Size(message))]),
            "location" => new LocationContent(
                message.Text("title"), message.Text("address"), message.RequiredFinite("latitude"), message.RequiredFinite("longitude")),
            _ => new UnsupportedContent(type, message.Raw()),
        };
    }

    private static StickerContent Sticker(JsonElement message)
    {
        var id = message.RequiredId("stickerId");
        var words = message.Child("keywords", JsonValueKind.Array)?.EnumerateArray()
            .Where(k => k.ValueKind == JsonValueKind.String)
            .Select(k => k.GetString()!.WithoutNul());

        // A message sticker shows words its sender typed; they describe the picture better than any keyword.
        var keywords = (message.Text("text") is { Length: > 0 } typed ? [typed] : Enumerable.Empty<string>()).Concat(words ?? []).ToArray();
        return new StickerContent(message.RequiredId("packageId"), id, Picture(id), keywords.Length > 0 ? keywords : null);
    }

    /// <summary>Where LINE's shop shows the sticker. The address is data; nothing is fetched here.</summary>
    private static string? Picture(string stickerId) => PicturePath(stickerId) is { } path ? LineAddress.Stickers + path : null;

    internal static string? PicturePath(string stickerId) =>
        stickerId.Length is > 0 and <= 20 && stickerId.All(char.IsAsciiDigit) ? $"/stickershop/v1/sticker/{stickerId}/android/sticker.png" : null;

    private static MessageContent Media(string kind, JsonElement message)
    {
        var provider = message.Child("contentProvider");
        return provider?.Text("type") switch
        {
            "external" => provider?.Text("originalContentUrl") is { } url && IsHttps(url)
                ? new FileContent(kind, null, [new AttachmentReference(Elsewhere + url, kind, null, null, null)])
                : new UnsupportedContent(kind, message.Raw()),
            _ => new FileContent(kind, null, [Hosted(message, kind, null, null)]),
        };
    }

    private static AttachmentReference Hosted(JsonElement message, string kind, string? fileName, long? size) =>
        new(AtLine + message.RequiredId("id"), kind, fileName, null, size);

    private static long? Size(JsonElement message) => message.Whole("fileSize") is { } size and >= 0 ? size : null;

    private static bool IsHttps(string url) =>
        url.Length <= 2000 && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0;
}
