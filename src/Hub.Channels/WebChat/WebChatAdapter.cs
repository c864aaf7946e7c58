namespace Hub.Channels.WebChat;

/// <summary>
/// The built-in web chat. The hub itself is the provider: visitors come in through an API that authenticates them on its own, and a reply
/// is accepted as soon as it is stored, since the live view and its catch-up bring it to the browser. Whether it arrived and was read
/// is told by the browser's own receipts.
/// </summary>
public sealed class WebChatAdapter : IChannelAdapter
{
    /// <summary>What <see cref="AttachmentReference.Reference"/> starts with; the upload's id follows. The bytes are in the hub's own storage.</summary>
    public const string Uploaded = "upload:";

    private const int MaxText = 4000;
    private const int MaxFiles = 10;
    private static readonly ChannelCapabilities _capabilities = new(
        MaxTextLength: MaxText, Attachments: true, MaxAttachmentBytes: 20_000_000, Typing: true, Receipts: "read", FreeReplySeconds: null, UndoSeconds: 2);

    public string Channel => "webchat";

    public bool HasWebhook => false;

    public ChannelCapabilities Capabilities => _capabilities;

    public IReadOnlyList<AccountField> Fields { get; } = [new("allowedOrigins"), new("identitySecret", Secret: true, Advanced: true, Overlaps: true)];

    /// <summary>There is no public webhook to this channel, so nothing from outside may claim to be one.</summary>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => AuthenticationOutcome.Refuse("no_webhook");

    /// <summary>Reads what <see cref="WebChatEnvelope.Write"/> wrote.</summary>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => WebChatEnvelope.Read(account, body);

    /// <inheritdoc/>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle) => new(UseReplyHandle: false, Idempotent: true, Refusal(message));

    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<SendOutcome>(
            Refusal(message) is { } refusal ? new SendOutcome.Rejected(refusal) : new SendOutcome.Accepted($"wc:{message.Id:D}"));
    }

    /// <summary>Visitors say who they are in their messages; there is nobody else to ask.</summary>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) =>
        Task.FromResult<ChannelProfile?>(null);

    /// <summary>Uploads are in the hub before the message that names them; one that is not will not come.</summary>
    public Task<FetchOutcome> FetchAttachmentAsync(
        ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult(new FetchOutcome(FetchStatus.Gone, Code: "not_at_a_provider"));

    /// <inheritdoc/>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(new AccountCheck(true, "ok", null));

    private static string? Refusal(OutboundMessage message) => message switch
    {
        { Text.Length: > MaxText } => "too_long",
        { Attachments.Count: 0 } when string.IsNullOrWhiteSpace(message.Text) => "no_text",
        { Attachments.Count: > MaxFiles } => "too_many_attachments",
        _ when message.Attachments.Any(a => a.Size > _capabilities.MaxAttachmentBytes) => "attachment_too_large",
        _ => null,
    };
}
