using System.Globalization;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>Turns a Telegram message into content. What it does not know stays raw instead of being lost.</summary>
internal static class TelegramContent
{
    /// <summary>What a reference to a file begins with; the file's id at Telegram follows.</summary>
    internal const string File = "file:";

    /// <summary>What says something about the chat and not of its people.</summary>
    private static readonly string[] _service =
    [
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
        "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "write_access_allowed", "connected_website", "proximity_alert_triggered",
        "boost_added", "chat_background_set", "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
        "general_forum_topic_unhidden", "video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited",
    ];

    internal static string? Service(JsonElement message) => _service.FirstOrDefault(name => message.TryGetProperty(name, out _));

    internal static MessageContent Read(JsonElement message)
    {
        if (message.Text("text") is not null)
        {
            return new TextContent(Words(message)!);
        }

        if (message.Child("photo", JsonValueKind.Array) is { } sizes)
        {
            return Media("image", message, Largest(sizes), "image/jpeg");
        }

        // An animation comes with the same file as a document, a venue with its place as a location: the narrower word first.
        return message.Child("sticker") is { } sticker ? Sticker(sticker)
            : message.Child("animation") is { } animation ? Media("video", message, animation)
            : message.Child("video") is { } video ? Media("video", message, video)
            : message.Child("video_note") is { } note ? Media("video", message, note, "video/mp4")
            : message.Child("voice") is { } voice ? Media("audio", message, voice, "audio/ogg")
            : message.Child("audio") is { } audio ? Media("audio", message, audio)
            : message.Child("document") is { } document ? Media("file", message, document)
            : message.Child("venue") is { } venue && venue.Child("location") is { } at
                ? new LocationContent(venue.Text("title"), venue.Text("address"), at.RequiredFinite("latitude"), at.RequiredFinite("longitude"))
            : message.Child("location") is { } place ? new LocationContent(null, null, place.RequiredFinite("latitude"), place.RequiredFinite("longitude"))
            : message.Child("contact") is { } contact ? new TextContent(Contact(contact))
            : message.Child("dice") is { } dice ? new TextContent($"{dice.Text("emoji")} {Text(dice.Whole("value") ?? 0)}".Trim())
            : new UnsupportedContent(Unknown(message), message.Raw());
    }

    /// <summary>A message's own words: its text, or what stands below its file.</summary>
    internal static string? Words(JsonElement message) =>
        message.Text("text") is { } text ? TelegramText.WithLinks(text, message.Child("entities", JsonValueKind.Array))
            : message.Text("caption") is { Length: > 0 } caption ? TelegramText.WithLinks(caption, message.Child("caption_entities", JsonValueKind.Array))
            : null;

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static MessageContent Media(string kind, JsonElement message, JsonElement file, string? contentType = null) =>
        file.Text("file_id") is { } id && TelegramAddress.IsFileId(id)
            ? new FileContent(kind, Words(message), [new AttachmentReference(File + id, kind, file.Text("file_name"), file.Text("mime_type") ?? contentType, file.Whole("file_size") is { } size and >= 0 ? size : null)])
            : new UnsupportedContent(kind, message.Raw());

    private static MessageContent Sticker(JsonElement sticker)
    {
        // Those that move are in forms no browser shows; their still picture is one.
        var moves = sticker.Flag("is_animated") == true || sticker.Flag("is_video") == true;
        var picture = moves ? sticker.Child("thumbnail") : sticker;
        return (picture ?? sticker).Text("file_id") is { } id && TelegramAddress.IsFileId(id)
            ? new StickerContent(sticker.Text("set_name") ?? "", id, null, sticker.Text("emoji") is { Length: > 0 } emoji ? [emoji] : null)
            : new UnsupportedContent("sticker", sticker.Raw());
    }

    private static JsonElement Largest(JsonElement sizes) =>
        sizes.GetArrayLength() > 0 ? sizes.EnumerateArray().MaxBy(size => (size.Whole("width") ?? 0) * (decimal)(size.Whole("height") ?? 0)) : throw new FormatException("'photo' is empty.");

    private static string Contact(JsonElement contact) =>
        string.Join('\n', new[] { TelegramReader.FullName(contact), contact.Text("phone_number") }.Where(line => !string.IsNullOrWhiteSpace(line)));

    /// <summary>What kind it might be: the one member that is an object and no part of every message.</summary>
    private static string Unknown(JsonElement message)
    {
        foreach (var member in message.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && member.Name is not ("from" or "chat" or "sender_chat" or "reply_to_message" or "forward_origin" or "via_bot" or "reply_markup" or "quote" or "external_reply"))
            {
                return member.Name.WithoutNul() is { Length: > 0 and <= 60 } name ? name : "unknown";
            }
        }

        return "unknown";
    }
}
