using System.Text.Json.Serialization;

namespace Hub.Channels;

/// <summary>What a message says, independent of the channel. Serialised to the database and to the desk with <c>type</c> as discriminator.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextContent), "text")]
[JsonDerivedType(typeof(StickerContent), "sticker")]
[JsonDerivedType(typeof(FileContent), "file")]
[JsonDerivedType(typeof(LocationContent), "location")]
[JsonDerivedType(typeof(PostbackContent), "postback")]
[JsonDerivedType(typeof(UnsupportedContent), "unsupported")]
public abstract record MessageContent
{
    /// <summary>The words of the message, for lists, search and notifications; null where there are none.</summary>
    [JsonIgnore]
    public virtual string? Text => null;

    /// <summary>Files of the message that are still at the provider.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<AttachmentReference> Attachments => [];

    /// <summary>The kind only, never what was said.</summary>
    public sealed override string ToString() => GetType().Name;
}

public sealed record TextContent(string Body) : MessageContent
{
    [JsonIgnore]
    public override string? Text => Body;
}

/// <param name="Keywords">The provider's own description of the picture, if any.</param>
public sealed record StickerContent(string PackageId, string StickerId, string? ImageUrl, IReadOnlyList<string>? Keywords) : MessageContent;

/// <summary>Image, video, audio or any other file. <paramref name="Kind"/> is "image", "video", "audio" or "file".</summary>
public sealed record FileContent(string Kind, string? Caption, [property: JsonIgnore] IReadOnlyList<AttachmentReference> Files) : MessageContent
{
    [JsonIgnore]
    public override string? Text => Caption;

    [JsonIgnore]
    public override IReadOnlyList<AttachmentReference> Attachments => Files;
}

public sealed record LocationContent(string? Title, string? Address, double Latitude, double Longitude) : MessageContent;

/// <summary>A button was pressed. <paramref name="Params"/> holds picked dates and the like.</summary>
public sealed record PostbackContent(string Data, IReadOnlyDictionary<string, string>? Params) : MessageContent;

/// <summary>A kind of message the hub does not know; kept raw.</summary>
public sealed record UnsupportedContent(string ProviderType, string? RawJson) : MessageContent;

/// <param name="Reference">What <see cref="IChannelAdapter.FetchAttachmentAsync"/> needs to fetch it; opaque to the hub.</param>
/// <param name="Kind">"image", "video", "audio" or "file".</param>
/// <param name="Size">Bytes, when the provider says it beforehand.</param>
public sealed record AttachmentReference(string Reference, string Kind, string? FileName, string? ContentType, long? Size)
{
    /// <summary>The kind only: names and addresses of files are the customer's.</summary>
    public override string ToString() => $"AttachmentReference {Kind}";
}
