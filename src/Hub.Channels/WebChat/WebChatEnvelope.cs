using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Channels.WebChat;

/// <summary>
/// The body under which the built-in web chat stores what visitors do, so that it walks the same road as a provider's webhook:
/// <c>{"events":[{"type":"message"|"read"|"delivered","id":uuid,"visitor":…,"at":ISO 8601?,…}]}</c>.
/// </summary>
public static class WebChatEnvelope
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] Write(params IReadOnlyList<WebChatEvent> events) => JsonSerializer.SerializeToUtf8Bytes(new Body(events), _json);

    internal static IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.Parse(body);
        return [.. JsonReading.RequiredArray(document.RootElement, "events").EnumerateArray().Select(e => ReadOrKeep(account, e))];
    }

    private static InboundEvent ReadOrKeep(ChannelAccount account, JsonElement e)
    {
        try
        {
            return ReadEvent(e);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            var error = fault is FormatException ? fault.Message : "The event holds text that is no valid Unicode.";
            return new UnreadableEvent(JsonReading.Fingerprint(e), JsonReading.Try(e, static x => x.Name("visitor")) ?? account.Key, null, e.Raw(), error);
        }
    }

    private static InboundEvent ReadEvent(JsonElement e)
    {
        var type = e.RequiredText("type");
        var id = Uuid(e);
        var visitor = e.Name("visitor") ?? throw new FormatException("'visitor' is missing or no name.");
        var at = DateTimeOffset.TryParse(e.Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time.ToUniversalTime() : (DateTimeOffset?)null;
        return type switch
        {
            "message" => new MessageReceived(id, visitor, at, Content(e), Profile: e.Text("name") is { } name ? new ChannelProfile(name, null, null) : null),
            "read" or "delivered" => new ReceiptReceived(id, visitor, at, MessageProviderId: null, type, UpTo: UpTo(e)),
            _ => new OtherEvent(id, visitor, at, type, e.Raw(), Visible: false),
        };
    }

    private static MessageContent Content(JsonElement e)
    {
        var text = e.Text("text");
        var files = e.Child("uploads", JsonValueKind.Array)?.EnumerateArray().Select(Upload).ToArray() ?? [];
        return files.Length > 0 ? new FileContent(files.All(f => f.Kind == files[0].Kind) ? files[0].Kind : "file", text, files)
            : !string.IsNullOrEmpty(text) ? new TextContent(text)
            : throw new FormatException("The message has neither 'text' nor 'uploads'.");
    }

    private static AttachmentReference Upload(JsonElement upload) => new(
        WebChatAdapter.Uploaded + Uuid(upload),
        upload.Text("kind") is "image" or "video" or "audio" ? upload.RequiredText("kind") : "file",
        upload.Text("fileName"),
        upload.Text("contentType"),
        upload.Whole("size") is { } size and >= 0 ? size : null);

    /// <summary>In one spelling, since ids are compared as text.</summary>
    private static string Uuid(JsonElement e) =>
        Guid.TryParse(e.Text("id"), out var id) ? id.ToString("D") : throw new FormatException("'id' is missing or no UUID.");

    private static int UpTo(JsonElement e) =>
        e.Whole("upTo") is { } number and >= 0 and <= int.MaxValue ? (int)number : throw new FormatException("'upTo' is missing or no message number.");

    private sealed record Body(IReadOnlyList<WebChatEvent> Events);
}

/// <summary>Something a visitor did.</summary>
/// <param name="Id">Made by the visitor's browser; a repeated one is the same event.</param>
/// <param name="Visitor">The visitor's external id, at most 256 characters and no control characters.</param>
/// <param name="At">When, by the browser's clock.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WebChatMessage), "message")]
[JsonDerivedType(typeof(WebChatRead), "read")]
[JsonDerivedType(typeof(WebChatDelivered), "delivered")]
public abstract record WebChatEvent(Guid Id, string Visitor, DateTimeOffset? At)
{
    /// <summary>Kind and id only, never what was said.</summary>
    public sealed override string ToString() => $"{GetType().Name} {Id}";
}

/// <param name="Name">What the visitor calls themselves, or what a verified identity says.</param>
public sealed record WebChatMessage(
    Guid Id, string Visitor, DateTimeOffset? At, string? Text, IReadOnlyList<WebChatUpload>? Uploads = null, string? Name = null)
    : WebChatEvent(Id, Visitor, At);

/// <summary>Everything up to this number was on the visitor's screen.</summary>
public sealed record WebChatRead(Guid Id, string Visitor, DateTimeOffset? At, int UpTo) : WebChatEvent(Id, Visitor, At);

/// <summary>Everything up to this number has reached the visitor's browser.</summary>
public sealed record WebChatDelivered(Guid Id, string Visitor, DateTimeOffset? At, int UpTo) : WebChatEvent(Id, Visitor, At);

/// <summary>A file the hub already holds.</summary>
/// <param name="Kind">"image", "video", "audio" or "file".</param>
public sealed record WebChatUpload(Guid Id, string Kind, string? FileName, string? ContentType, long? Size)
{
    public override string ToString() => $"WebChatUpload {Id}";
}
