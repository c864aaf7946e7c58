using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>
/// What can be said at LINE besides words and files: stickers, places, quick replies, and template, Flex and imagemap messages in LINE's own form. Lengths are
/// UTF-16 code units, limits those of the reference's "Message objects"; what lies deeper LINE itself is asked about (<see cref="LineAdapter.ValidateAsync"/>).
/// </summary>
internal static class LineComposed
{
    internal static readonly string[] Kinds = ["sticker", "location", "rich", "memberLink", "quickReplies"];

    /// <summary>Some of the list of stickers that bots may send, which LINE keeps in its documentation.</summary>
    internal static readonly StickerPack[] Packs = [new("11537", 52002734, 52002773), new("446", 1988, 2027), new("789", 10855, 10894), new("6325", 10979904, 10979927)];

    private const int MaxAltText = 1500;
    private const int MaxRichBytes = 50 * 1024;
    private const int MaxQuickReplies = 13;
    private const int MaxLabel = 20;
    private const int MaxQuickText = 300;
    private const int MaxPlace = 100;
    private const int MaxTemplateText = 160;
    private static readonly string[] _rich = ["template", "flex", "imagemap"];

    /// <summary>The reason why LINE would never take it, or null.</summary>
    internal static string? Refusal(OutboundMessage message)
    {
        if (message.QuickReplies is { } answers
            && (answers.Count is 0 or > MaxQuickReplies || answers.Any(answer => !Fits(answer.Label, MaxLabel) || !Fits(answer.Text, MaxQuickText))))
        {
            return "invalid_quick_replies";
        }

        return message.Composed switch
        {
            null => null,
            StickerContent sticker => IsNumber(sticker.PackageId) && IsNumber(sticker.StickerId) ? null : "invalid_sticker",
            LocationContent place => Fits(place.Title, MaxPlace) && Fits(place.Address, MaxPlace) && place is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } ? null : "invalid_location",
            RichContent rich => IsRich(rich) ? null : "invalid_rich",
            MemberLinkContent link => Fits(link.Body, MaxTemplateText) && Fits(link.Label, MaxLabel) ? null : "invalid_member_link",
            _ => "not_possible_here",
        };
    }

    /// <summary>The members of the message object, its type first.</summary>
    internal static void Write(Utf8JsonWriter json, MessageContent composed)
    {
        switch (composed)
        {
            case StickerContent sticker:
                json.WriteString("type", "sticker");
                json.WriteString("packageId", sticker.PackageId);
                json.WriteString("stickerId", sticker.StickerId);
                break;
            case LocationContent place:
                json.WriteString("type", "location");
                json.WriteString("title", place.Title);
                json.WriteString("address", place.Address);
                json.WriteNumber("latitude", place.Latitude);
                json.WriteNumber("longitude", place.Longitude);
                break;
            case RichContent rich:
                json.WriteString("type", rich.Form.GetProperty("type").GetString());
                json.WriteString("altText", rich.AltText);
                foreach (var member in rich.Form.EnumerateObject().Where(member => member.Name is not ("type" or "altText" or "quickReply" or "sender")))
                {
                    member.WriteTo(json);
                }

                break;
        }
    }

    internal static void WriteQuickReplies(Utf8JsonWriter json, IReadOnlyList<QuickReply> answers)
    {
        json.WriteStartObject("quickReply");
        json.WriteStartArray("items");
        foreach (var answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("type", "action");
            json.WriteStartObject("action");
            json.WriteString("type", "message");
            json.WriteString("label", answer.Label);
            json.WriteString("text", answer.Text);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The faults in LINE's answer; empty where it lists none.</summary>
    internal static IReadOnlyList<ContentFault> Faults(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonReading.Parse(answer);
            var details = document.RootElement.TryGetProperty("details", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(detail => new ContentFault(detail.Text("property") ?? "", detail.Text("message") ?? "")).ToList() : [];
            return details.Count > 0 ? details : [new ContentFault("", document.RootElement.Text("message") ?? "")];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static bool IsRich(RichContent rich) =>
        Fits(rich.AltText, MaxAltText) && rich.Form.ValueKind == JsonValueKind.Object && rich.Form.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && _rich.Contains(type.GetString()) && System.Text.Encoding.UTF8.GetByteCount(rich.Form.GetRawText()) <= MaxRichBytes;

    private static bool IsNumber(string id) => id.Length is > 0 and <= 20 && id.All(char.IsAsciiDigit);

    private static bool Fits(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most;
}
