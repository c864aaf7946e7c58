using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Platform;

namespace Hub.Server.Integrations;

/// <summary>Letters to the hub's own people, from the first active account whose setting "systemMail" is "true".</summary>
internal sealed class SystemMail(ChannelAccounts accounts, TimeProvider time) : ISystemMail
{
    public const string Setting = "systemMail";

    public async ValueTask<bool> IsSetAsync(CancellationToken cancellationToken) => await AccountAsync(cancellationToken) is not null;

    public async Task<string?> SendAsync(string address, string subject, string text, CancellationToken cancellationToken)
    {
        if (await AccountAsync(cancellationToken) is not { } account || accounts.Adapter(account.Account.Channel) is var adapter && adapter.Recipient(address) is null)
        {
            return "not_configured";
        }

        var id = NewId.Create(time);
        var letter = new OutboundMessage(id, address, text, [])
        {
            ConversationId = id,
            Automatic = true,
            WrittenAt = time.GetUtcNow(),
            Envelope = new OutboundEnvelope(subject, [new Correspondent(address, null)], [], [], null, [], null),
        };
        return await adapter.SendAsync(account.Account, letter, new SendAttempt(id, null, 1), cancellationToken) switch
        {
            SendOutcome.Accepted { Refused: [var refused, ..] } => refused.Code,
            SendOutcome.Accepted => null,
            SendOutcome.Rejected rejected => rejected.Code,
            SendOutcome.Retry retry => retry.Code,
            SendOutcome.Unknown unknown => unknown.Code,
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    private async ValueTask<AccountEntry?> AccountAsync(CancellationToken cancellationToken) => (await accounts.AllAsync(cancellationToken))
        .FirstOrDefault(account => account is { Active: true, ReceiveOnly: false, PausedAt: null } && account.Account.Setting(Setting) == "true" && accounts.Adapter(account.Account.Channel).Capabilities.Recipients);
}
