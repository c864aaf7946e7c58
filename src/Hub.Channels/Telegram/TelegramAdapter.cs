namespace Hub.Channels.Telegram;

/// <summary>
/// A bot at Telegram (Bot API 9, as its public clients of 2026-06 speak it). Settings: "receive" ("poll", "webhook"), optional "apiBase". Secrets: "botToken", optional
/// "webhookSecret" (1 to 256 of A-Z a-z 0-9 _ -; else it follows from the token).
/// </summary>
/// <param name="http">Shared by all accounts; must leave no trace of addresses (<see cref="ChannelHttpClient.CreateForSecretAddresses"/>).</param>
public sealed class TelegramAdapter(HttpClient http, TimeProvider time) : IChannelAdapter, IPolledChannel
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(10);

    /// <summary>What slow lines need for a file of 50 MB.</summary>
    private static readonly TimeSpan _upload = TimeSpan.FromMinutes(3);

    private static readonly ChannelCapabilities _capabilities = new(
        MaxTextLength: TelegramMessages.MaxText, Attachments: true, MaxAttachmentBytes: TelegramMessages.MaxFile, Typing: true, Receipts: "accepted", FreeReplySeconds: null, UndoSeconds: 2)
    { Quotes = true, Composes = TelegramMessages.Kinds };

    private readonly TelegramApi _api = new(http, time);

    public string Channel => "telegram";

    public ChannelCapabilities Capabilities => _capabilities;

    public TimeSpan SendLimit => _upload + TimeSpan.FromSeconds(10);

    public IReadOnlyList<AccountField> Fields { get; } =
    [
        new("botToken", Secret: true, Required: true, Overlaps: true), new("receive", Choices: ["poll", "webhook"]), new("webhookSecret", Secret: true, Advanced: true, Overlaps: true),
        new("apiBase", Advanced: true),
    ];

    /// <summary>Whether the account is asked for; anything but a webhook.</summary>
    internal static bool IsPolledAccount(ChannelAccount account) => account.Setting("receive") != "webhook";

    /// <inheritdoc/>
    public bool IsPolled(ChannelAccount account) => IsPolledAccount(account);

    /// <inheritdoc/>
    public Task<PollOutcome> PollAsync(ChannelAccount account, string? position, CancellationToken cancellationToken) => new TelegramPolling(_api).PollAsync(account, position, cancellationToken);

    /// <inheritdoc/>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => TelegramSecret.Authenticate(account, request);

    /// <inheritdoc/>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => TelegramReader.Read(account, body);

    /// <summary>Telegram has no key against sending twice, so an attempt whose answer is lost is never repeated by itself.</summary>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle) => new(UseReplyHandle: false, Idempotent: false, TelegramMessages.Refusal(message));

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        if (TelegramMessages.Refusal(message) is { } refusal)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new SendOutcome.Rejected(refusal);
        }

        var method = TelegramMessages.Method(message);
        if (message.Attachments.Count == 0 || message.Composed is not null)
        {
            return TelegramOutcomes.Of(await _api.CallAsync(account, method, TelegramMessages.Parameters(message), _attempt, cancellationToken), attempt.Number);
        }

        await using var upload = await TelegramUpload.OpenAsync(message, cancellationToken);
        return upload is null
            ? new SendOutcome.Rejected("unknown_attachment")
            : TelegramOutcomes.Of(await _api.CallAsync(account, method, () => upload.Content(message), _upload, cancellationToken), attempt.Number);
    }

    /// <inheritdoc/>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) =>
        new TelegramAccounts(_api).ProfileAsync(account, externalUserId, cancellationToken);

    /// <summary>With a picture only for people who have written to the bot themselves; others keep the name their messages have.</summary>
    public Task<ChannelProfile?> GetAuthorAsync(ChannelAccount account, string group, string authorId, CancellationToken cancellationToken) =>
        new TelegramAccounts(_api).ProfileAsync(account, authorId, cancellationToken);

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchAttachmentAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        reference.StartsWith(TelegramContent.File, StringComparison.Ordinal)
            ? new TelegramFiles(_api, time).FetchAsync(account, reference[TelegramContent.File.Length..], destination, maxBytes, cancellationToken)
            : Task.FromResult(new FetchOutcome(FetchStatus.Gone, Code: "unknown_reference"));

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchStickerAsync(ChannelAccount account, string stickerId, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        new TelegramFiles(_api, time).FetchAsync(account, stickerId, destination, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public TimeSpan? TypingLasts => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task ShowTypingAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) =>
        _api.CallAsync(account, "sendChatAction", new { chat_id = externalUserId, action = "typing" }, _attempt, cancellationToken);

    /// <summary>Ends the circle that turns on the button.</summary>
    public Task ConfirmPressAsync(ChannelAccount account, string pressId, CancellationToken cancellationToken) =>
        _api.CallAsync(account, "answerCallbackQuery", new { callback_query_id = pressId }, _attempt, cancellationToken);

    /// <inheritdoc/>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => new TelegramAccounts(_api).CheckAsync(account, cancellationToken);

    /// <inheritdoc/>
    public bool SetsWebhook => true;

    /// <inheritdoc/>
    public Task<AccountCheck> SetWebhookAsync(ChannelAccount account, string url, CancellationToken cancellationToken) => new TelegramAccounts(_api).SetWebhookAsync(account, url, cancellationToken);
}
