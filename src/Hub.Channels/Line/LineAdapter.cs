using System.Net.Http.Headers;

namespace Hub.Channels.Line;

/// <summary>
/// LINE Messaging API (line-openapi of 2026-07-01). Settings: "channelId", optional "apiBase", "dataBase", "botUserId", "memberPage". Secrets:
/// "channelSecret" (signs webhooks, buys stateless tokens), optional "accessToken" (a long-lived token instead of stateless ones).
/// </summary>
/// <param name="http">Shared by all accounts; must not follow redirects (<see cref="ChannelHttpClient.Create()"/>).</param>
/// <param name="external">Fetches files a customer keeps elsewhere (<see cref="ChannelHttpClient.CreateForPublicAddresses"/>, also the default).</param>
public sealed class LineAdapter(HttpClient http, TimeProvider time, HttpClient? external = null) : IChannelAdapter, ILinksMembers
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(10);
    private static readonly ChannelCapabilities _capabilities = new(
        MaxTextLength: LineMessages.MaxText, Attachments: true, MaxAttachmentBytes: 20_000_000, Typing: true, Receipts: "accepted", FreeReplySeconds: 45, UndoSeconds: 2)
    { Quotes = true, Composes = LineComposed.Kinds, Stickers = LineComposed.Packs };

    private static readonly ChannelCapabilities _withoutLinks = _capabilities with { Composes = [.. LineComposed.Kinds.Where(kind => kind != "memberLink")] };

    private readonly LineApi _api = new(http, time);
    private readonly Lazy<HttpClient> _external = new(() => external ?? ChannelHttpClient.CreateForPublicAddresses());

    public string Channel => "line";

    public ChannelCapabilities Capabilities => _capabilities;

    /// <inheritdoc/>
    public ChannelCapabilities CapabilitiesOf(ChannelAccount account, string recipient) => LineMemberLink.IsPossible(account, recipient) ? _capabilities : _withoutLinks;

    public IReadOnlyList<AccountField> Fields { get; } =
    [
        new("channelId", Required: true), new("channelSecret", Secret: true, Required: true, Overlaps: true), new("accessToken", Secret: true, Advanced: true), new("memberPage", Page: true), new("botUserId", Advanced: true),
        new("senderNames", Choices: ["off", "on"]), new("readMarks", Advanced: true, Choices: ["on", "off"]), new("forward", Advanced: true, Choices: ["off", "on"]), new("forwardUrl", Advanced: true), new("messagePrice", Advanced: true, Amount: true), new("apiBase", Advanced: true), new("dataBase", Advanced: true), new("accessBase", Advanced: true),
    ];

    /// <summary>One Official Account has one webhook address, so a second program gets its webhooks from here, with LINE's own signature.</summary>
    public IReadOnlyList<string> ForwardedHeaders { get; } = ["x-line-signature"];

    /// <inheritdoc/>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => LineSignature.Authenticate(account, request);

    /// <inheritdoc/>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => LineReader.Read(account, body);

    /// <inheritdoc/>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle)
    {
        var refusal = LineMessages.Refusal(message) ?? LineMemberLink.Refusal(account, message);
        var reply = hasReplyHandle && refusal is null;
        return new SendPlan(reply, Idempotent: !reply, refusal);
    }

    /// <summary>
    /// Replies if the attempt holds a reply token, else pushes under the attempt's retry key, which LINE honours for 24 hours. The provider
    /// id is that of the first bubble, or null when LINE accepted an earlier attempt and does not say it again.
    /// </summary>
    public async Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        if ((LineMessages.Refusal(message) ?? LineMemberLink.Refusal(account, message)) is { } refusal)
        {
            return new SendOutcome.Rejected(refusal);
        }

        if (message.Composed is MemberLinkContent link)
        {
            return await SendLinkAsync(account, message, link, attempt, cancellationToken);
        }

        var body = LineMessages.Write(await LineMessages.MeasuredAsync(message, cancellationToken), attempt.ReplyHandle);
        var answer = await _api.CallAsync(account, address => Request(address, attempt, body), _attempt, cancellationToken);
        return LineOutcomes.Of(answer, isReply: attempt.ReplyHandle is not null, attempt.Number);
    }

    /// <inheritdoc/>
    public string MemberPageSetting => LineMemberLink.Setting;

    /// <inheritdoc/>
    public string LinkUrl(ChannelAccount account, string linkToken, string nonce) => LineMemberLink.DialogUrl(account, linkToken, nonce);

    /// <summary>
    /// The token is made here, because it lives for ten minutes only. Without one nothing has been sent, whatever the reason. A repeated push carries another token under
    /// the same retry key: if LINE had the first one, it keeps that, and which one the customer holds is not known.
    /// </summary>
    private async Task<SendOutcome> SendLinkAsync(ChannelAccount account, OutboundMessage message, MemberLinkContent link, SendAttempt attempt, CancellationToken cancellationToken)
    {
        var issuedAt = time.GetUtcNow();
        var path = LineMemberLink.TokenPath(message.Recipient);
        var given = await _api.CallAsync(account, address => new HttpRequestMessage(HttpMethod.Post, address + path), _attempt / 2, cancellationToken);
        if (LineMemberLink.Token(given) is not { } token)
        {
            return LineMemberLink.NotIssued(LineOutcomes.Of(given, isReply: false, attempt.Number));
        }

        var form = message with { Composed = LineMemberLink.Button(link, LineMemberLink.PageUrl(account, token)) };
        var body = LineMessages.Write(form, attempt.ReplyHandle);
        var answer = await _api.CallAsync(account, address => Request(address, attempt, body), _attempt / 2, cancellationToken);
        var outcome = LineOutcomes.Of(answer, isReply: attempt.ReplyHandle is not null, attempt.Number);
        return outcome is SendOutcome.Accepted accepted ? accepted with { Link = new IssuedLink(answer.AcceptedBefore ? null : token, issuedAt + LineMemberLink.Lifetime) } : outcome;
    }

    /// <summary>LINE checks what it would be sent, all the way down. What cannot be asked just now is LINE's to refuse when it is sent.</summary>
    public async Task<IReadOnlyList<ContentFault>> ValidateAsync(ChannelAccount account, OutboundMessage message, CancellationToken cancellationToken)
    {
        var sample = message.Composed is MemberLinkContent link && account.Setting(LineMemberLink.Setting) is not null
            ? message with { Composed = LineMemberLink.Button(link, LineMemberLink.PageUrl(account, new string('x', 32))) } : message;
        var body = LineMessages.Write(sample, replyToken: null);
        var answer = await _api.CallAsync(account, address => Request(address + "/v2/bot/message/validate/push", body), _attempt, cancellationToken);
        return answer is { Fault: LineFault.None, Status: System.Net.HttpStatusCode.BadRequest } ? LineComposed.Faults(answer.Body) : [];
    }

    /// <inheritdoc/>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) =>
        new LineAccounts(_api).ProfileAsync(account, externalUserId, cancellationToken);

    /// <inheritdoc/>
    public Task<ChannelProfile?> GetAuthorAsync(ChannelAccount account, string group, string authorId, CancellationToken cancellationToken) =>
        new LineAccounts(_api).MemberAsync(account, group, authorId, cancellationToken);

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchAttachmentAsync(
        ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        new LineFiles(_api, _external.Value, time).FetchAsync(account, reference, destination, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public TimeSpan? TypingLasts => TimeSpan.FromSeconds(20);

    /// <summary>LINE's loading animation: in chats with one person only, and only while that person looks at the chat. It ends by itself or with the next message.</summary>
    public Task ShowTypingAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken)
    {
        if (!externalUserId.StartsWith('U'))
        {
            return Task.CompletedTask;
        }

        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { chatId = externalUserId, loadingSeconds = (int)TypingLasts!.Value.TotalSeconds });
        return _api.CallAsync(account, address => Request(address + "/v2/bot/chat/loading/start", body), _attempt, cancellationToken);
    }

    /// <summary>既読 on the customer's phone, for this message and all before it.</summary>
    public Task ShowReadAsync(ChannelAccount account, string readHandle, CancellationToken cancellationToken)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { markAsReadToken = readHandle });
        return _api.CallAsync(account, address => Request(address + "/v2/bot/chat/markAsRead", body), _attempt, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchStickerAsync(ChannelAccount account, string stickerId, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        new LineFiles(_api, http, time).FetchStickerAsync(account, stickerId, destination, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => new LineAccounts(_api).CheckAsync(account, cancellationToken);

    /// <inheritdoc/>
    public bool SetsWebhook => true;

    /// <inheritdoc/>
    public Task<AccountCheck> SetWebhookAsync(ChannelAccount account, string url, CancellationToken cancellationToken) => new LineAccounts(_api).SetWebhookAsync(account, url, cancellationToken);

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
        var request = Request(address + (attempt.ReplyHandle is null ? "/v2/bot/message/push" : "/v2/bot/message/reply"), body);
        if (attempt.ReplyHandle is null)
        {
            request.Headers.Add("X-Line-Retry-Key", attempt.RetryKey.ToString("D"));
        }

        return request;
    }

    private static HttpRequestMessage Request(string url, byte[] body) => new(HttpMethod.Post, url)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };
}
