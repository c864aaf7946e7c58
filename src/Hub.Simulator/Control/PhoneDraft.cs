using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Hub.Simulator.Phone;
using Hub.Simulator.State;

namespace Hub.Simulator.Control;

/// <summary>What a person writes on a phone, as the message part of a webhook.</summary>
internal sealed record PhoneDraft(string Type, JsonObject Content, byte[]? Bytes = null, string? ContentType = null, string? Problem = null)
{
    private static readonly string[] StickerKinds =
        ["STATIC", "ANIMATION", "SOUND", "ANIMATION_SOUND", "POPUP", "POPUP_SOUND", "CUSTOM", "MESSAGE", "NAME_TEXT", "PER_STICKER_TEXT"];

    public static PhoneDraft Read(JsonObject request) => request.Text("type") switch
    {
        "text" => Text(request),
        "sticker" => Sticker(request),
        "image" or "video" or "audio" or "file" => Media(request.Text("type")!, request),
        "location" => Location(request),
        "unknown" => new(request.Text("messageType")!, Copy(request, "detail")),
        _ => Wrong("type must be text, sticker, image, video, audio, file, location, postback or unknown"),
    };

    private static PhoneDraft Text(JsonObject request) => request.Text("text") switch
    {
        { Length: >= 1 and <= 5000 } => new("text", Copy(request, "text", "emojis", "mention", "quotedMessageId")),
        _ => Wrong("text must be 1..5000 characters"),
    };

    private static PhoneDraft Sticker(JsonObject request)
    {
        var content = Copy(request, "packageId", "stickerId", "keywords", "text", "quotedMessageId");
        content["packageId"] ??= "446";
        content["stickerId"] ??= "1988";
        content["stickerResourceType"] = request.Text("stickerResourceType") ?? "STATIC";
        return StickerKinds.Contains(content.Text("stickerResourceType")) ? new("sticker", content) : Wrong("stickerResourceType is none of LINE's");
    }

    private static PhoneDraft Location(JsonObject request)
    {
        var content = Copy(request, "title", "address");
        content["latitude"] = request.Number("latitude") ?? 35.0116;
        content["longitude"] = request.Number("longitude") ?? 135.7681;
        return new("location", content);
    }

    private static PhoneDraft Media(string type, JsonObject request)
    {
        byte[] bytes;
        if (request.Text("data") is { } data)
        {
            // Base64, alone or as a data: address.
            bytes = new byte[data.Length];
            if (!Convert.TryFromBase64String(data[(data.IndexOf(',') + 1)..], bytes, out var length) || length == 0)
            {
                return Wrong("data must be Base64 and not empty");
            }
            bytes = bytes[..length];
        }
        else if (Samples.For(type) is { } sample)
        {
            bytes = sample.Bytes;
            request["contentType"] ??= sample.ContentType;
            request["fileName"] ??= sample.FileName;
        }
        else
        {
            return Wrong($"{type} needs data");
        }
        var contentType = request.Text("contentType") ?? DefaultType(type);
        if (!MediaTypeHeaderValue.TryParse(contentType, out _))
        {
            return Wrong("contentType must be a media type such as image/png");
        }
        if (type == "file")
        {
            return new(type, new JsonObject { ["fileName"] = request.Text("fileName") ?? "file.bin", ["fileSize"] = bytes.Length }, bytes, contentType);
        }
        var content = new JsonObject { ["contentProvider"] = new JsonObject { ["type"] = "line" } };
        if (type is "video" or "audio")
        {
            content["duration"] = (long)(request.Number("durationMs") ?? 3000);
        }
        if (type == "image" && request["imageSet"] is { } set)
        {
            content["imageSet"] = set.DeepClone();
        }
        return new(type, content, bytes, contentType);
    }

    private static string DefaultType(string type) =>
        type switch { "image" => "image/png", "video" => "video/mp4", "audio" => "audio/x-m4a", _ => "application/octet-stream" };

    private static JsonObject Copy(JsonObject request, params ReadOnlySpan<string> names)
    {
        var copy = new JsonObject();
        foreach (var name in names)
        {
            if (request[name] is { } value)
            {
                copy[name] = value.DeepClone();
            }
        }
        return copy;
    }

    private static PhoneDraft Wrong(string problem) => new("", [], Problem: problem);
}
