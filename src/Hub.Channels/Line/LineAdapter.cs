using System.Net.Http.Headers;

namespace Hub.Channels.Line;

/// <summary>
/// LINE Messaging API (line-openapi of 2026-07-01). Settings: "channelId", optional "apiBase", "dataBase", "botUserId". Secrets:
/// "channelSecret" (signs webhooks, buys stateless tokens), optional "accessToken" (a long-lived token instead of stateless ones).
/// </summary>
/// <param name="http">Shared by all accounts; must not follow redirects (<see cref="ChannelHttpClient.Create()"/>).</param>
/// <param name="external">Fetches files a customer keeps elsewhere (<see cref="ChannelHttpClient.CreateForPublicAddresses"/>, also the default).</param>
public sealed class LineAdapter(HttpClient http, TimeProvider time, HttpClient? external = null) : IChannelAdapter
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(10);
    private static readonly ChannelCapabilities _capabilities = new(
        MaxTextLength: LineMessages.MaxText, Attachments: true, MaxAttachmentBytes: 20_000_000, Typing: false, Receipts: "accepted", FreeReplySeconds: 45, UndoSeconds: 2);

    private readonly LineApi _api = new(http, time);
    private readonly Lazy<HttpClient> _external = new(() => external ?? ChannelHttpClient.CreateForPublicAddresses());

    public string Channel => "line";

    public ChannelCapabilities Capabilities => _capabilities;

    public IReadOnlyList<AccountField> Fields { get; } =
    [
        new("channelId", Required: true), new("channelSecret", Secret: true, Required: true, Overlaps: true), new("accessToken", Secret: true, Advanced: true), new("botUserId", Advanced: true),
        new("apiBase", Advanced: true), new("dataBase", Advanced: true),
    ];

    /// <inheritdoc/>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => LineSignature.Authenticate(account, request);

    /// <inheritdoc/>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => LineReader.Read(account, body);

    /// <inheritdoc/>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle)
    {
        var refusal = LineMessages.Refusal(message);
        var reply = hasReplyHandle && refusal is null;
        return new SendPlan(reply, Idempotent: !reply, refusal);
    }

    /// <summary>
    /// Replies if the attempt holds a reply token, else pushes under the attempt's retry key, which LINE honours for 24 hours. The provider
    /// id is that of the first bubble, or null when LINE accepted an earlier attempt and does not say it again.
    /// </summary>
    public async Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        if (LineMessages.Refusal(message) is { } refusal)
        {
            return new SendOutcome.Rejected(refusal);
        }

        var body = LineMessages.Write(message, attempt.ReplyHandle);
        var answer = await _api.CallAsync(account, address => Request(address, attempt, body), _attempt, cancellationToken);
        return LineOutcomes.Of(answer, isReply: attempt.ReplyHandle is not null, attempt.Number);
    }

    /// <inheritdoc/>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) =>
        new LineAccounts(_api).ProfileAsync(account, externalUserId, cancellationToken);

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchAttachmentAsync(
        ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        new LineFiles(_api, _external.Value, time).FetchAsync(account, reference, destination, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => new LineAccounts(_api).CheckAsync(account, cancellationToken);

    /// <inheritdoc/>
    public async Task<SendAllowance?> GetAllowanceAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        var quota = await GetQuotaAsync(account, cancellationToken);
        return new SendAllowance(quota.Limit, quota.Used);
    }

    /// <summary>This month's quota; throws <see cref="HttpRequestException"/> when LINE does not tell.</summary>
    public Task<LineQuota> GetQuotaAsync(ChannelAccount account, CancellationToken cancellationToken) => new LineAccounts(_api).QuotaAsync(account, cancellationToken);

    private static HttpRequestMessage Request(string address, SendAttempt attempt, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address + (attempt.ReplyHandle is null ? "/v2/bot/message/push" : "/v2/bot/message/reply"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (attempt.ReplyHandle is null)
        {
            request.Headers.Add("X-Line-Retry-Key", attempt.RetryKey.ToString("D"));
        }

        return request;
    }
}
