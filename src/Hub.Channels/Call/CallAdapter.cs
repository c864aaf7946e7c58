namespace Hub.Channels.Call;

/// <summary>
/// Any telephone system that can send a signed HTTP request when a telephone rings, is answered and hangs up. Calls are told, not carried: nothing can be
/// written to a telephone call. Settings: "country" (calling code of numbers without one, default 81), "followUpMinutes" (a missed call asks to be called
/// back within that time). Secret: "webhookSecret".
/// </summary>
public sealed class CallAdapter(TimeProvider time) : IChannelAdapter
{
    public string Channel => "call";

    public ChannelCapabilities Capabilities => ChannelCapabilities.None;

    public IReadOnlyList<AccountField> Fields { get; } = [new("webhookSecret", Secret: true, Required: true, Overlaps: true), new("country", Advanced: true), new("followUpMinutes")];

    /// <inheritdoc/>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => CallSignature.Authenticate(account, request, time.GetUtcNow());

    /// <inheritdoc/>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => CallReader.Read(account, body);

    /// <inheritdoc/>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle) => new(UseReplyHandle: false, Idempotent: true, "no_channel");

    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<SendOutcome>(new SendOutcome.Rejected("no_channel"));
    }

    /// <summary>A telephone number says nothing of its owner.</summary>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) => Task.FromResult<ChannelProfile?>(null);

    /// <summary>Recordings stay at the telephone system; only their link is kept.</summary>
    public Task<FetchOutcome> FetchAttachmentAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult(new FetchOutcome(FetchStatus.Gone, Code: "not_at_a_provider"));

    /// <summary>The telephone system calls us, so there is nobody to ask; what can be missing is the secret.</summary>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => Task.FromResult(
        account.Secret("webhookSecret") is null ? new AccountCheck(false, "no_secret", "The account has no webhook secret, so every report is refused.") : new AccountCheck(true, "ok", null));
}
