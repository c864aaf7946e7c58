namespace Hub.Channels.Telegram;

/// <summary>
/// What one hub message becomes at Telegram: always one call, since there is no key against sending twice and of two calls one could be lost. So words go below the
/// file, and several files go as one album.
/// </summary>
internal static class TelegramMessages
{
    internal const int MaxText = 4096;
    internal const long MaxFile = 50_000_000;
    private const int MaxCaption = 1024;
    private const int MaxAlbum = 10;
    private const long MaxPhoto = 10_000_000;
    private const int MaxPlace = 256;

    internal static readonly string[] Kinds = ["location", "quickReplies"];

    /// <summary>The reason why Telegram would never take the message, or null.</summary>
    internal static string? Refusal(OutboundMessage message)
    {
        var files = message.Attachments.Count;
        if (message.QuickReplies is { } answers && !TelegramButtons.Fit(answers))
        {
            return "invalid_quick_replies";
        }

        return message switch
        {
            { Composed: LocationContent place } => Fits(place) ? null : "invalid_location",
            { Composed: not null } => "not_possible_here",
            { Text.Length: > MaxText } => "too_long",
            _ when files == 0 => string.IsNullOrWhiteSpace(message.Text) ? "no_text" : null,
            // An album has no buttons.
            _ when files > (message.QuickReplies is null ? MaxAlbum : 1) => "too_many_attachments",
            _ when message.Attachments.Any(file => file.Size > MaxFile) => "attachment_too_large",
            { Text.Length: > MaxCaption } => "too_long_with_files",
            _ => null,
        };
    }

    /// <summary>The method to call.</summary>
    internal static string Method(OutboundMessage message) => message switch
    {
        { Composed: LocationContent place } => IsNamed(place) ? "sendVenue" : "sendLocation",
        { Attachments: [] } => "sendMessage",
        { Attachments: [var file] } => Kind(file) switch { "photo" => "sendPhoto", "animation" => "sendAnimation", "video" => "sendVideo", "audio" => "sendAudio", _ => "sendDocument" },
        _ => "sendMediaGroup",
    };

    /// <summary>The parameters besides files.</summary>
    internal static Dictionary<string, object> Parameters(OutboundMessage message)
    {
        var all = new Dictionary<string, object> { ["chat_id"] = message.Recipient };
        if (message.Composed is LocationContent place)
        {
            (all["latitude"], all["longitude"]) = (place.Latitude, place.Longitude);
            if (IsNamed(place))
            {
                (all["title"], all["address"]) = (place.Title!, place.Address!);
            }
        }
        else if (!string.IsNullOrWhiteSpace(message.Text))
        {
            switch (message.Attachments.Count)
            {
                case 0:
                    all["text"] = message.Text;
                    break;
                case 1:
                    all["caption"] = message.Text;
                    break;
                default:
                    break; // Below the first of the album.
            }
        }

        if (message.Quotes?.Split('/') is [_, var quoted] && long.TryParse(quoted, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            // Deleted meanwhile: the answer goes all the same.
            all["reply_parameters"] = new { message_id = number, allow_sending_without_reply = true };
        }

        if (message.QuickReplies is { } answers)
        {
            all["reply_markup"] = TelegramButtons.Keyboard(answers);
        }

        return all;
    }

    /// <summary>
    /// What the files of one album are: photos and videos go together, sounds and documents only among themselves, so a mixture goes as documents.
    /// </summary>
    internal static IReadOnlyList<string> AlbumKinds(IReadOnlyList<OutboundAttachment> files)
    {
        var kinds = files.Select(Kind).ToArray();
        return kinds.All(kind => kind is "photo" or "video") || kinds.All(kind => kind == "audio") ? kinds : [.. kinds.Select(_ => "document")];
    }

    /// <summary>What Telegram shows as more than a file; anything else goes as a document, untouched.</summary>
    internal static string Kind(OutboundAttachment file) => file.ContentType switch
    {
        "image/jpeg" or "image/png" when file.Size <= MaxPhoto => "photo",
        "image/gif" => "animation",
        "video/mp4" => "video",
        "audio/mpeg" or "audio/mp4" or "audio/x-m4a" => "audio",
        _ => "document",
    };

    private static bool Fits(LocationContent place) =>
        place is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } && (place.Title?.Length ?? 0) <= MaxPlace && (place.Address?.Length ?? 0) <= MaxPlace;

    private static bool IsNamed(LocationContent place) => !string.IsNullOrWhiteSpace(place.Title) && !string.IsNullOrWhiteSpace(place.Address);
}
