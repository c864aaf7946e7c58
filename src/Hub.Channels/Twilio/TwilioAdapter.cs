namespace Hub.Channels.Twilio;

/// <summary>
/// SMS and MMS by Twilio (Programmable Messaging, API 2010-04-01, as its public clients of 2026-06 speak it). Settings: "accountSid", "number" or
/// "messagingServiceSid", optional "apiKeySid", "media" ("mms", "links"), "optOutWords", "optOutText", "optInText", "confirmAll", "maxPerHour",
/// "maxAutomaticPerPrefix", "publicUrl", "apiBase", "messagingBase". Secrets: "authToken" (signs webhooks), "apiKeySecret".
/// </summary>
/// <param name="http">Shared by all accounts; must not follow redirects (<see cref="ChannelHttpClient.Create()"/>).</param>
/// <param name="external">Fetches what Twilio keeps elsewhere (<see cref="ChannelHttpClient.CreateForPublicAddresses"/>, also the default).</param>
public sealed class TwilioAdapter(HttpClient http, TimeProvider time, HttpClient? external = null) : IChannelAdapter, IListsMessages
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(10);
    private static readonly ChannelCapabilities _capabilities = new(
        MaxTextLength: TwilioMessages.MaxText, Attachments: true, MaxAttachmentBytes: 20_000_000, Typing: false, Receipts: "delivered", FreeReplySeconds: null, UndoSeconds: 5,
        TextParts.Sms, new SendLimits(PerHour: 1000, AutomaticPerPrefix: 100));

    private static readonly AccountField[] _fields =
    [
        new("accountSid", Required: true), new("authToken", Secret: true, Required: true, Overlaps: true), new("number"), new("messagingServiceSid"),
        new("media", Choices: ["auto", "links", "mms"]), new("optOutWords"), new("optOutText"), new("optInText"), new("confirmAll", Advanced: true, Choices: ["false", "true"]),
        new("maxPerHour", Advanced: true), new("maxAutomaticPerPrefix", Advanced: true), new("apiKeySid", Advanced: true), new("apiKeySecret", Secret: true, Advanced: true),
        new("publicUrl", Advanced: true), new("apiBase", Advanced: true), new("messagingBase", Advanced: true),
    ];

    private readonly TwilioApi _api = new(http, time);
    private readonly Lazy<HttpClient> _external = new(() => external ?? ChannelHttpClient.CreateForPublicAddresses());

    public string Channel => "sms";

    public string WebhookName => "twilio";

    public IReadOnlyList<string> WebhookParts { get; } = ["messages", "status", "voice"];

    public ChannelCapabilities Capabilities => _capabilities;

    public bool AddressedByNumber => true;

    public IReadOnlyList<AccountField> Fields => _fields;

    /// <summary>The list of a number's messages is the same whoever asks for it.</summary>
    public AccountAddress? AddressOf(ChannelAccount account) =>
        account.Setting("messagingServiceSid") is { } service ? new("messagingServiceSid", service) : account.Setting("number") is { } number ? new("number", number) : null;

    /// <summary>TwiML that says nothing. A call is declined: the number is one for texts.</summary>
    public WebhookAnswer? AnswerTo(string part) => new(
        "text/xml; charset=utf-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + (part == "voice" ? "<Response><Reject/></Response>" : "<Response/>"));

    /// <inheritdoc/>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => TwilioSignature.Authenticate(account, request);

    /// <summary>Reads a webhook's form, or a page of the message list.</summary>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => TwilioReader.Read(account, body);

    /// <summary>Twilio has no key against sending twice, so an attempt whose answer is lost is never repeated by itself.</summary>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle) =>
        new(UseReplyHandle: false, Idempotent: false, TwilioMessages.Refusal(account, message));

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        if (TwilioMessages.Refusal(account, message) is { } refusal)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new SendOutcome.Rejected(refusal);
        }

        if (TwilioMessages.Write(account, message) is not { } form || TwilioAddress.Messages(account) is not { } address)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new SendOutcome.Retry("not_configured", TwilioOutcomes.UntilRepaired, PauseAccount: true);
        }

        var answer = await _api.CallAsync(
            account, () => new HttpRequestMessage(HttpMethod.Post, address + ".json") { Content = new FormUrlEncodedContent(form) }, _attempt, cancellationToken);
        return TwilioOutcomes.Of(answer, attempt.Number);
    }

    /// <summary>A telephone number says nothing of its owner.</summary>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) => Task.FromResult<ChannelProfile?>(null);

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchAttachmentAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        new TwilioFiles(_api, http, _external, time).FetchAsync(account, reference, destination, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => new TwilioCheck(_api).RunAsync(account, cancellationToken);

    /// <inheritdoc/>
    public Task<ListOutcome> ListAsync(ChannelAccount account, DateTimeOffset since, CancellationToken cancellationToken) =>
        new TwilioList(_api).FetchAsync(account, since, cancellationToken);
}
