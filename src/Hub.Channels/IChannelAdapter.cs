namespace Hub.Channels;

/// <summary>
/// One kind of channel ("line", "webchat", …). Adapters are stateless apart from caches, know nothing of the hub's tables, and are
/// the only code that knows a provider. Everything a provider says comes in through <see cref="Authenticate"/> and <see cref="Read"/>;
/// everything we say to it goes out through <see cref="SendAsync"/>.
/// </summary>
public interface IChannelAdapter
{
    /// <summary>The channel's name as it appears in URLs and in the database, lower case: "line".</summary>
    string Channel { get; }

    /// <summary>What the channel can carry; the desk draws its composer from this.</summary>
    ChannelCapabilities Capabilities { get; }

    /// <summary>Largest raw body that is taken in, in bytes.</summary>
    int MaxBodyBytes => 1024 * 1024;

    /// <summary>How long one attempt to send may take.</summary>
    TimeSpan SendLimit => TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether the raw body is the message itself and is kept as long as the message: files are taken out of it, and people may look at it. Elsewhere raw
    /// bodies are kept for a month, for repair.
    /// </summary>
    bool KeepsBodies => false;

    /// <summary>Whether a provider calls us for this channel. False where the hub itself is the provider.</summary>
    bool HasWebhook => true;

    /// <summary>What stands for the channel in webhook addresses: the provider's name where several providers could carry the channel. Lower case.</summary>
    string WebhookName => Channel;

    /// <summary>What may follow the account's key in webhook addresses; "" is the address without anything. Others are unknown to the hub (404).</summary>
    IReadOnlyList<string> WebhookParts => [""];

    /// <summary>What the provider expects to read in the 2xx, or null for nothing.</summary>
    WebhookAnswer? AnswerTo(string part) => null;

    /// <summary>Whether the channel's addresses are telephone numbers in E.164, so that whoever's number is known can be written to first.</summary>
    bool AddressedByNumber => false;

    /// <summary>
    /// Headers that go along when an accepted webhook is handed on, untouched, to another program (settings "forward" and "forwardUrl"); none where that is not possible.
    /// </summary>
    IReadOnlyList<string> ForwardedHeaders => [];

    /// <summary>What an account of this channel is made of; forms are drawn from it, in this order.</summary>
    IReadOnlyList<AccountField> Fields => [];

    /// <summary>What customers write to, where two accounts in use with the same would take in the same messages; null where it does not matter or is not known.</summary>
    AccountAddress? AddressOf(ChannelAccount account) => null;

    /// <summary>Says whether the raw bytes come from the provider. Must not parse before the signature holds, and refuses when the account has no secret.</summary>
    AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request);

    /// <summary>
    /// Reads every event of one stored delivery, in the provider's order. Pure: no clock, no network, no state. An event that cannot be
    /// understood becomes <see cref="UnreadableEvent"/>; only a body that is no valid document at all throws <see cref="FormatException"/>.
    /// </summary>
    IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body);

    /// <summary>Decides, without any call, how a message would go out. The hub stores the plan before the first attempt.</summary>
    SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle);

    /// <summary>Whether the provider can be told where to call (<see cref="SetWebhookAsync"/>); elsewhere a person enters it there.</summary>
    bool SetsWebhook => false;

    /// <summary>Tells the provider to call <paramref name="url"/>, lets it call once, and says what came of it.</summary>
    Task<AccountCheck> SetWebhookAsync(ChannelAccount account, string url, CancellationToken cancellationToken) =>
        Task.FromResult(new AccountCheck(false, "set_it_there", null));

    /// <summary>What can be done here: <see cref="Capabilities"/>, without what the account's settings or the kind of recipient leave out.</summary>
    ChannelCapabilities CapabilitiesOf(ChannelAccount account, string recipient) => Capabilities;

    /// <summary>Asks the provider whether it would take the message, without sending it. Empty: it would, or it cannot be asked (now).</summary>
    Task<IReadOnlyList<ContentFault>> ValidateAsync(ChannelAccount account, OutboundMessage message, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ContentFault>>([]);

    /// <summary>An address as the channel compares it, for channels whose authors choose recipients; null when it is none.</summary>
    string? Recipient(string written) => null;

    /// <summary>Makes exactly one attempt. Returns an outcome for everything a provider or a network can do; throws only on cancellation.</summary>
    Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken);

    /// <summary>
    /// The public profile of an identity, or null where the provider has none (404, no consent). A passing fault (time-out, throttling, bad
    /// credentials) throws <see cref="HttpRequestException"/>, so that it is not taken for "has none".
    /// </summary>
    Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken);

    /// <summary>The profile of one person in a group (<see cref="MessageReceived.Author"/>), as <see cref="GetProfileAsync"/> gives that of an identity.</summary>
    Task<ChannelProfile?> GetAuthorAsync(ChannelAccount account, string group, string authorId, CancellationToken cancellationToken) => Task.FromResult<ChannelProfile?>(null);

    /// <summary>
    /// Fetches one attachment's bytes into <paramref name="destination"/>, never more than <paramref name="maxBytes"/>. Unless the outcome is
    /// <see cref="FetchStatus.Fetched"/> the destination may hold a part of them. Throws only on cancellation and what the destination throws.
    /// </summary>
    Task<FetchOutcome> FetchAttachmentAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// How long the provider shows at most that somebody is writing once it was told so (<see cref="ShowTypingAsync"/>); null where it shows no such thing, or where the hub
    /// tells the customer itself.
    /// </summary>
    TimeSpan? TypingLasts => null;

    /// <summary>Shows the customer that somebody is writing. A hint: what goes wrong is lost with it.</summary>
    Task ShowTypingAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Shows the customer that what they wrote has been read (<see cref="MessageReceived.ReadHandle"/>). A hint: what goes wrong is lost with it.</summary>
    Task ShowReadAsync(ChannelAccount account, string readHandle, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells the provider that a press has arrived (<see cref="MessageReceived.PressId"/>). A hint: what goes wrong is lost with it.</summary>
    Task ConfirmPressAsync(ChannelAccount account, string pressId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Fetches the picture of one of the provider's stickers.</summary>
    Task<FetchOutcome> FetchStickerAsync(ChannelAccount account, string stickerId, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult(new FetchOutcome(FetchStatus.Gone, Code: "no_stickers"));

    /// <summary>
    /// How many messages the provider lets the account send in its current period, asked at the provider; null where sending is not metered. A passing fault
    /// throws <see cref="HttpRequestException"/>.
    /// </summary>
    Task<SendAllowance?> GetAllowanceAsync(ChannelAccount account, CancellationToken cancellationToken) => Task.FromResult<SendAllowance?>(null);

    /// <summary>
    /// Takes one attachment out of the raw body it came in, for references that begin with <see cref="AttachmentReference.InBody"/>. Never more than
    /// <paramref name="maxBytes"/>.
    /// </summary>
    Task<FetchOutcome> TakeFromBodyAsync(ReadOnlyMemory<byte> body, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult(new FetchOutcome(FetchStatus.Gone, Code: "not_in_the_body"));

    /// <summary>The message's formatted form out of its raw body, cleaned: no scripts, forms or frames, nothing that loads from elsewhere. Null where there is none.</summary>
    /// <param name="picture">Gives the new address of a picture's source (<c>cid:…</c>, <c>https:…</c>), or null to show its alternative text.</param>
    BodyHtml? HtmlOf(ReadOnlyMemory<byte> body, Func<string, string?> picture) => null;

    /// <summary>A real call that shows whether credentials and address work.</summary>
    Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken);
}

/// <summary>What the composer may offer. Sizes in bytes, lengths in UTF-16 code units.</summary>
/// <param name="MaxTextLength">Longest text of one message.</param>
/// <param name="Attachments">Whether files can be attached.</param>
/// <param name="MaxAttachmentBytes">Largest file; 0 when attachments are not possible.</param>
/// <param name="Typing">Whether the customer can see that an agent is typing.</param>
/// <param name="Receipts">Highest state a provider ever reports: "accepted", "delivered" or "read".</param>
/// <param name="FreeReplySeconds">How long after a customer message a reply costs nothing; null where sending is not metered.</param>
/// <param name="UndoSeconds">How long a sent message waits so that it can be taken back.</param>
/// <param name="Parts">How a text is cut into parts that are paid one by one; null where it is not.</param>
/// <param name="Limits">What goes out at most unless the account says otherwise; null where a message costs nothing.</param>
public sealed record ChannelCapabilities(
    int MaxTextLength, bool Attachments, long MaxAttachmentBytes, bool Typing, string Receipts, int? FreeReplySeconds, int UndoSeconds, TextParts? Parts = null,
    [property: System.Text.Json.Serialization.JsonIgnore] SendLimits? Limits = null)
{
    /// <summary>Several conversations may be open with one person at a time; a message goes into the one it answers.</summary>
    public bool Threads { get; init; }

    /// <summary>Who writes chooses whom it goes to: recipients, copies, blind copies.</summary>
    public bool Recipients { get; init; }

    /// <summary>Messages have a subject.</summary>
    public bool Subject { get; init; }

    /// <summary>Messages may have a formatted form, and a raw source that can be looked at.</summary>
    public bool Html { get; init; }

    /// <summary>An answer can show which message it is about.</summary>
    public bool Quotes { get; init; }

    /// <summary>What can be sent besides words and files: "sticker", "location", "rich", "memberLink", "quickReplies".</summary>
    public IReadOnlyList<string> Composes { get; init; } = [];

    /// <summary>Stickers that everybody may send.</summary>
    public IReadOnlyList<StickerPack> Stickers { get; init; } = [];

    /// <summary>Where nothing can be written to: a telephone call, a letter, a visit.</summary>
    public static ChannelCapabilities None { get; } = new(MaxTextLength: 0, Attachments: false, MaxAttachmentBytes: 0, Typing: false, Receipts: "accepted", FreeReplySeconds: null, UndoSeconds: 0);
}

/// <summary>Stickers numbered from <paramref name="First"/> to <paramref name="Last"/>.</summary>
public sealed record StickerPack(string PackageId, long First, long Last);

/// <summary>Something a provider does not take.</summary>
/// <param name="Path">Where in the message: "messages[0].template.actions[1].label".</param>
/// <param name="Message">The provider's own words.</param>
public sealed record ContentFault(string Path, string Message);

/// <summary>What goes out at most in an hour.</summary>
/// <param name="PerHour">Of one account. The account's setting "maxPerHour" replaces it.</param>
/// <param name="AutomaticPerPrefix">Written by nobody and to addresses that begin alike. The account's setting "maxAutomaticPerPrefix" replaces it.</param>
public sealed record SendLimits(int PerHour, int AutomaticPerPrefix);

/// <summary>The answer to an accepted webhook.</summary>
public sealed record WebhookAnswer(string ContentType, string Body);

/// <summary>One setting or secret of an account. Its label and explanation are texts of the desk, by channel and name.</summary>
/// <param name="Secret">Written only; never readable again.</param>
/// <param name="Required">Without it nothing works.</param>
/// <param name="Advanced">Seldom needed.</param>
/// <param name="Choices">The values it can have, the one that counts without a setting first unless there is none; null where it is free text.</param>
/// <param name="Overlaps">A secret others sign with: after a change the one before may go on counting for what comes in, until they use the new one.</param>
/// <param name="Multiline">Its line breaks count.</param>
/// <param name="Amount">A number from 0 to 1000, with a point before its decimals.</param>
/// <param name="Page">A page that customers are led to: https, or of this machine, without a fragment.</param>
public sealed record AccountField(string Name, bool Secret = false, bool Required = false, bool Advanced = false, IReadOnlyList<string>? Choices = null, bool Overlaps = false, bool Multiline = false, bool Amount = false, bool Page = false)
{
    /// <summary>Whether a value can stand in a field that is a <see cref="Page"/>.</summary>
    public static bool IsPage(string value) =>
        value.Length <= 500 && Uri.TryCreate(value, UriKind.Absolute, out var page) && (page.Scheme == Uri.UriSchemeHttps || page is { Scheme: "http", IsLoopback: true })
        && page is { Fragment: "", UserInfo: "" } && value == value.Trim();
}

/// <summary>The field that holds an account's address, and the address.</summary>
public sealed record AccountAddress(string Field, string Value);

/// <summary>A message's formatted form.</summary>
/// <param name="Quoted">What repeats earlier messages, and the signature.</param>
public sealed record BodyHtml(string Html, string? Quoted)
{
    /// <summary>Its size only.</summary>
    public override string ToString() => $"BodyHtml {Html.Length}";
}

/// <summary>One configured account with its secrets in clear. Lives in memory only for the duration of a call; never log it.</summary>
/// <param name="Id">The hub's id.</param>
/// <param name="Key">The account key in webhook URLs: "line-demo".</param>
/// <param name="Settings">Adapter-specific, non-secret: "apiBase", "dataBase", "channelId", "botUserId", "allowedOrigins" …</param>
/// <param name="Secrets">Adapter-specific, secret: "channelSecret", "accessToken" …</param>
public sealed record ChannelAccount(
    Guid Id, string Key, string Channel, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>A setting or null; empty counts as missing.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Secrets that were replaced and still count for what comes in.</summary>
    public IReadOnlyDictionary<string, string> OldSecrets { get; init; } = new Dictionary<string, string>();

    /// <summary>A secret or null; empty counts as missing, so that an unset secret can never match (P11).</summary>
    public string? Secret(string name) => Secrets.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>What others may have signed with: the secret, and the one before it while both count. Without a present secret none does.</summary>
    public IReadOnlyList<string> SigningSecrets(string name) =>
        Secret(name) is not { } secret ? [] : OldSecrets.TryGetValue(name, out var old) && old.Length > 0 ? [secret, old] : [secret];

    public override string ToString() => $"{Channel}/{Key}";
}

/// <summary>A webhook request before anything is parsed.</summary>
/// <param name="Headers">First value of each header, names compared ignoring case.</param>
/// <param name="Url">The public URL as the provider called it: the hub's own address, never the request's Host, then path and query as they came.</param>
public sealed record InboundRequest(IReadOnlyDictionary<string, string> Headers, string Url, ReadOnlyMemory<byte> Body);

/// <summary>Result of <see cref="IChannelAdapter.Authenticate"/>.</summary>
/// <param name="DeliveryKey">
/// The delivery's key for de-duplication: a signed delivery id, or a hash of the body where the body itself carries provider ids; null when
/// there is nothing that names the delivery.
/// </param>
/// <param name="Stored">What is stored and read instead of the body, where the address that was called says more than the body does.</param>
public sealed record AuthenticationOutcome(bool Accepted, string? DeliveryKey, string? Reason, ReadOnlyMemory<byte>? Stored = null)
{
    public static AuthenticationOutcome Accept(string? deliveryKey, ReadOnlyMemory<byte>? stored = null) => new(true, deliveryKey, null, stored);

    public static AuthenticationOutcome Refuse(string reason) => new(false, null, reason);
}

/// <summary>Result of a call to <see cref="IChannelAdapter.CheckAsync"/>; <paramref name="Code"/> is stable, <paramref name="Detail"/> is for people.</summary>
public sealed record AccountCheck(bool Healthy, string Code, string? Detail)
{
    /// <summary>What else was looked at, each with what it means; empty where there is nothing.</summary>
    public IReadOnlyList<AccountFinding> Findings { get; init; } = [];
}

/// <param name="Code">Stable, with a text in the desk that says what it means and what to do.</param>
/// <param name="Detail">What was found, as it stands there.</param>
public sealed record AccountFinding(string Code, bool Good, string? Detail);

/// <summary>What may be sent in the provider's current period, and what was.</summary>
/// <param name="Limit">Null where the plan has none.</param>
/// <param name="Used">By the provider's own count.</param>
public sealed record SendAllowance(long? Limit, long Used);

/// <summary>A provider's public profile. Any field may be missing.</summary>
public sealed record ChannelProfile(string? DisplayName, string? PictureUrl, string? Language)
{
    /// <summary>What <see cref="IChannelAdapter.FetchAttachmentAsync"/> fetches the picture by, where it has no address that may be kept. The same picture has the same reference.</summary>
    public string? PictureReference { get; init; }

    /// <summary>Says nothing of the person.</summary>
    public override string ToString() => nameof(ChannelProfile);
}

/// <summary>Outcome of fetching an attachment.</summary>
public enum FetchStatus
{
    /// <summary>The bytes are in the destination.</summary>
    Fetched,
    /// <summary>The provider is still preparing it (LINE 202): try again later.</summary>
    NotReady,
    /// <summary>A passing fault: try again later.</summary>
    Failed,
    /// <summary>It no longer exists (404, 410): never try again.</summary>
    Gone,
    /// <summary>Larger than allowed: never try again.</summary>
    TooLarge,
}

/// <param name="ContentType">Media type as the provider says it; only when fetched.</param>
/// <param name="RetryAfter">The provider's own wish, when it gave one.</param>
public sealed record FetchOutcome(FetchStatus Status, string? ContentType = null, string? Code = null, TimeSpan? RetryAfter = null);
