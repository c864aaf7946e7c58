using Hub.Channels;
using Hub.Channels.Email.Mime;

namespace Hub.Server.Tests.Conversations.Mailboxes;

/// <summary>The least that makes a mail a message.</summary>
internal sealed class PlainMailAdapter : IChannelAdapter
{
    public string Channel => "email";

    public ChannelCapabilities Capabilities => ChannelCapabilities.None;

    public AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request) => AuthenticationOutcome.Refuse("none");

    public IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        var mail = MimeReader.Read(body);
        return [new MessageReceived(mail.MessageId!, "customer", null, new TextContent(mail.Subject ?? ""))];
    }

    public SendPlan Plan(ChannelAccount account, OutboundMessage message, bool hasReplyHandle) => new(false, false, "none");

    public Task<SendOutcome> SendAsync(ChannelAccount account, OutboundMessage message, SendAttempt attempt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelProfile?> GetProfileAsync(ChannelAccount account, string externalUserId, CancellationToken cancellationToken) => Task.FromResult<ChannelProfile?>(null);

    public Task<FetchOutcome> FetchAttachmentAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => Task.FromResult(new AccountCheck(true, "ok", null));
}
