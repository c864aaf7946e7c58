using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Channels;

/// <summary>What a message says, independent of the channel. Serialised to the database and to the desk with <c>type</c> as discriminator.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextContent), "text")]
[JsonDerivedType(typeof(StickerContent), "sticker")]
[JsonDerivedType(typeof(FileContent), "file")]
[JsonDerivedType(typeof(LocationContent), "location")]
[JsonDerivedType(typeof(PostbackContent), "postback")]
[JsonDerivedType(typeof(EmailContent), "email")]
[JsonDerivedType(typeof(RichContent), "rich")]
[JsonDerivedType(typeof(MemberLinkContent), "memberLink")]
[JsonDerivedType(typeof(UnsupportedContent), "unsupported")]
public abstract record MessageContent
{
    /// <summary>The words of the message, for lists, search and notifications; null where there are none.</summary>
    [JsonIgnore]
    public virtual string? Text => null;

    /// <summary>Files of the message that are still at the provider.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<AttachmentReference> Attachments => [];

    /// <summary>Answers the customer is offered as buttons, of messages we send.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<QuickReply>? QuickReplies { get; init; }

    /// <summary>Who of a group wrote it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MessageAuthor? Author { get; init; }

    /// <summary>The message it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MessageQuote? Quote { get; init; }

    /// <summary>The kind only, never what was said.</summary>
    public sealed override string ToString() => GetType().Name;
}

public sealed record TextContent(string Body) : MessageContent
{
    [JsonIgnore]
    public override string? Text => Body;
}

/// <param name="Number">In the same conversation; null: it stands in an earlier one.</param>
public sealed record MessageQuote(int? Number);

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

/// <summary>A letter with a subject and any number of recipients, either way.</summary>
/// <param name="Body">What its author wrote, as plain text, without what they quoted.</param>
/// <param name="Quoted">The rest: earlier letters and signatures; null when there is none.</param>
/// <param name="Html">There is a formatted form too; see <see cref="IChannelAdapter.HtmlOf"/>.</param>
public sealed record EmailContent(
    string? Subject, Correspondent? From, IReadOnlyList<Correspondent> To, IReadOnlyList<Correspondent> Cc, string Body, string? Quoted, bool Html,
    [property: JsonIgnore] IReadOnlyList<AttachmentReference>? Files = null) : MessageContent
{
    /// <summary>Of letters we send only.</summary>
    public IReadOnlyList<Correspondent>? Bcc { get; init; }

    /// <summary>Where answers are wanted, when not at <see cref="From"/>.</summary>
    public IReadOnlyList<Correspondent>? ReplyTo { get; init; }

    /// <summary>See <see cref="MessageReceived.Automatic"/>.</summary>
    public string? Automatic { get; init; }

    /// <summary>See <see cref="MessageReceived.NoAutomaticAnswer"/>.</summary>
    public bool NoAutomaticAnswer { get; init; }

    /// <summary>What our own mail server found out about the sender; null when it says nothing.</summary>
    public SenderChecks? Checks { get; init; }

    /// <summary>The name its author's system gave it, and those of the letters before it, the oldest first.</summary>
    public string? MessageId { get; init; }

    /// <summary>See <see cref="MessageId"/>.</summary>
    public IReadOnlyList<string>? References { get; init; }

    /// <summary>Why it is in this conversation: "reply_address", "message_id", "body_mark", "references"; null when it began it.</summary>
    public string? ThreadedBy { get; init; }

    /// <summary>It was written into a form of this site, under an address that nobody has proven; null when it came as a letter.</summary>
    public string? Form { get; init; }

    /// <summary>Its sender has not taken part in the conversation before.</summary>
    public bool NewSender { get; init; }

    [JsonIgnore]
    public override string? Text => Body.Length > 0 ? Body : Subject;

    [JsonIgnore]
    public override IReadOnlyList<AttachmentReference> Attachments => Files ?? [];
}

/// <summary>Somebody a letter comes from or goes to.</summary>
/// <param name="Address">As it is compared: lower case.</param>
public sealed record Correspondent(string Address, string? Name)
{
    /// <summary>Neither.</summary>
    public override string ToString() => nameof(Correspondent);
}

/// <summary>Results of sender authentication and of the spam filter: "pass", "fail", "none" …, as the firm's own mail server wrote them.</summary>
/// <param name="Spam">It was marked as spam.</param>
public sealed record SenderChecks(string? Spf, string? Dkim, string? Dmarc, bool? Spam, double? SpamScore);

/// <summary>Cards, buttons and pictures in the channel's own form, of messages we send.</summary>
/// <param name="AltText">What stands in lists, in notifications and where the form cannot be shown.</param>
/// <param name="Form">The provider's message object; which kinds there are says the adapter.</param>
public sealed record RichContent(string AltText, JsonElement Form) : MessageContent
{
    [JsonIgnore]
    public override string? Text => AltText;
}

/// <summary>Words with a button that leads to the firm's sign-in page, of messages we send. The address is made when it is sent and kept nowhere.</summary>
/// <param name="Label">What stands on the button.</param>
public sealed record MemberLinkContent(string Body, string Label) : MessageContent
{
    /// <summary>Until when the button works; null: not sent yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What came of it: "linked" or "failed"; null: nothing so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Result { get; init; }

    [JsonIgnore]
    public override string? Text => Body;
}

/// <summary>An answer that a customer gives by pressing a button.</summary>
/// <param name="Label">What stands on the button.</param>
/// <param name="Text">What the customer says by pressing it.</param>
public sealed record QuickReply(string Label, string Text)
{
    public override string ToString() => nameof(QuickReply);
}

/// <summary>A kind of message the hub does not know; kept raw.</summary>
public sealed record UnsupportedContent(string ProviderType, string? RawJson) : MessageContent;

/// <param name="Reference">What <see cref="IChannelAdapter.FetchAttachmentAsync"/> needs to fetch it; opaque to the hub.</param>
/// <param name="Kind">"image", "video", "audio" or "file".</param>
/// <param name="Size">Bytes, when the provider says it beforehand.</param>
public sealed record AttachmentReference(string Reference, string Kind, string? FileName, string? ContentType, long? Size)
{
    /// <summary>What a <see cref="Reference"/> begins with when the bytes are in the raw body the message came in.</summary>
    public const string InBody = "body:";

    /// <summary>How the message that shows it names it (<c>cid:</c>); null: it stands beside the message.</summary>
    public string? InlineId { get; init; }

    /// <summary>The kind only: names and addresses of files are the customer's.</summary>
    public override string ToString() => $"AttachmentReference {Kind}";
}
