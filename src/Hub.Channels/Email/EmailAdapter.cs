using Hub.Channels.Email.Mime;

namespace Hub.Channels.Email;

/// <summary>
/// E-mail. Letters come in as raw RFC 5322 bodies: from the mailbox worker, or by a signed webhook from a mail server that pushes
/// (<c>X-Hub-Signature: sha256=</c> and the hexadecimal HMAC-SHA256 of the raw body). They go out by SMTP. Settings: see <see cref="EmailAccount"/> and
/// <see cref="MailServer"/>. Secrets: "webhookSecret", and what the servers want.
/// </summary>
/// <param name="sender">Null: nothing can be sent here.</param>
/// <param name="threadKey">Signs the marks by which answers find their conversation; the same on every node, for good.</param>
/// <param name="sendingDomain">Looks up what the sending domain says of itself; null where nothing may be asked.</param>
public sealed class EmailAdapter(IMailSender? sender, TimeProvider time, byte[] threadKey, ISendingDomain? sendingDomain = null) : IChannelAdapter, ITakesForms
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(60);
    private static readonly ChannelCapabilities _capabilities = new(
        MaxTextLength: 100_000, Attachments: true, MaxAttachmentBytes: 20_000_000, Typing: false, Receipts: "accepted", FreeReplySeconds: null, UndoSeconds: 10)
    {
        Threads = true,
        Recipients = true,
        Subject = true,
        Html = true,
    };

    private static readonly string[] _security = ["tls", "starttls", "none"];
    private static readonly string[] _switch = ["false", "true"];

    private static readonly AccountField[] _fields =
    [
        new("address", Required: true), new("fromName"), new("imapHost"), new("smtpHost"), new("user"), new("password", Secret: true), new("webhookSecret", Secret: true, Overlaps: true),
        new("oauthProvider", Choices: ["google", "microsoft"]), new("oauthClientId"), new("oauthClientSecret", Secret: true), new("oauthTenant"),
        new("signatureJa", Multiline: true), new("signatureEn", Multiline: true), new("receiveOnly", Choices: _switch), new("collected", Choices: ["seen", "move", "leave"]),
        new("imapPort", Advanced: true), new("imapSecurity", Advanced: true, Choices: _security), new("smtpPort", Advanced: true), new("smtpSecurity", Advanced: true, Choices: _security),
        new("folder", Advanced: true), new("collectedFolder", Advanced: true), new("firstDays", Advanced: true), new("sentFolder", Advanced: true), new("aliases", Advanced: true),
        new("plusAddressing", Advanced: true, Choices: ["on", "off"]), new("trustedMx", Advanced: true), new("dkimSelector", Advanced: true), new("trustedCa", Advanced: true, Multiline: true),
    ];

    private readonly ThreadMarks _marks = new(threadKey);

    public string Channel => "email";

    public ChannelCapabilities Capabilities => _capabilities;

    public IReadOnlyList<AccountField> Fields => _fields;

    /// <summary>25 MB of files, which base 64 makes a third larger, and what stands around them. The same by webhook and out of a mailbox.</summary>
    public const int LargestLetter = 40 * 1024 * 1024;

    public int MaxBodyBytes => LargestLetter;

    public TimeSpan SendLimit => _attempt + TimeSpan.FromSeconds(15);

    public bool KeepsBodies => true;

    /// <inheritdoc/>
    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => EmailSignature.Authenticate(account, request);

    /// <inheritdoc/>
    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body) => new EmailReader(new EmailAccount(account), _marks).Read(body);

    /// <inheritdoc/>
    public BodyHtml? HtmlOf(ReadOnlyMemory<byte> body, Func<string, string?> picture)
    {
        if (MimeReader.Read(body).Html is not { } html)
        {
            return null;
        }

        var split = QuoteSplitter.Html(html, picture);
        return new BodyHtml(split.Visible, split.Signature + split.Quoted is { Length: > 0 } folded ? folded : null);
    }

    /// <inheritdoc/>
    public string? Recipient(string written) => written.Any(char.IsControl) ? null : MailAddressForm.AddrSpec(written.Trim())?.ToLowerInvariant();

    /// <summary>Letters bring their files along.</summary>
    public Task<FetchOutcome> FetchAttachmentAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult(new FetchOutcome(FetchStatus.Gone, Code: "not_at_a_provider"));

    /// <inheritdoc/>
    public Task<FetchOutcome> TakeFromBodyAsync(ReadOnlyMemory<byte> body, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) =>
        EmailFiles.TakeAsync(body, reference, destination, maxBytes, cancellationToken);

    /// <summary>An attempt that broke off after the letter was handed over may have been sent, and mail servers keep no keys: never repeated by itself.</summary>
    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle) => new(UseReplyHandle: false, Idempotent: false, EmailLetter.Refusal(message, _capabilities));

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (EmailLetter.Refusal(message, _capabilities) is { } refusal)
        {
            return new SendOutcome.Rejected(refusal);
        }

        var settings = new EmailAccount(account);
        if (settings.Address is null || sender is null)
        {
            return new SendOutcome.Retry("not_configured", TimeSpan.FromMinutes(1), PauseAccount: true);
        }

        using var deadline = new Deadline(_attempt, time, cancellationToken);
        var handed = false;
        try
        {
            var letter = await EmailLetter.WriteAsync(settings, _marks, message, deadline.Token);
            handed = true;
            var result = await sender.SendAsync(account, letter.Envelope, letter.Bytes, deadline.Token);
            return EmailOutcomes.Of(result, letter.MessageId, attempt.Number);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && !deadline.CancelledByCaller)
        {
            return handed ? new SendOutcome.Unknown("timeout") : new SendOutcome.Retry("file_unreadable", TimeSpan.FromMinutes(1));
        }
    }

    /// <inheritdoc/>
    public bool CanAnswer(ChannelAccount account) => sender is not null && new EmailAccount(account).Address is not null;

    /// <inheritdoc/>
    public string? Sender(ChannelAccount account, string written) => Recipient(written) is { Length: <= 254 } address && !new EmailAccount(account).IsOwn(address) ? address : null;

    /// <inheritdoc/>
    public byte[] WriteForm(ChannelAccount account, FormLetter form) => EmailForm.Write(new EmailAccount(account), _marks, form);

    /// <summary>An address says nothing of its owner; names come with the letters.</summary>
    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) => Task.FromResult<ChannelProfile?>(null);

    /// <inheritdoc/>
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => EmailCheck.RunAsync(account, sender, sendingDomain, cancellationToken);
}
