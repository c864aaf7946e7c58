using Hub.Server.Integrations;
using Hub.Server.Platform.Jobs;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Tells a provider that a pressed button has arrived, once its message is committed: until then it shows the button as busy. Late or lost, it does no harm.</summary>
internal sealed class ConfirmPress(ChannelAccounts accounts) : IJobHandler
{
    private const string JobKind = "confirm-press";

    public string Kind => JobKind;

    internal sealed record Data(Guid AccountId, string PressId);

    public static NewJob Job(Guid accountId, string pressId) => new(JobKind, $"{accountId:N}/{pressId}", new Data(accountId, pressId));

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var (accountId, pressId) = job.Read<Data>();
        if (await accounts.ByIdAsync(accountId, cancellationToken) is { Active: true } account)
        {
            await accounts.Adapter(account.Account.Channel).ConfirmPressAsync(account.Account, pressId, cancellationToken);
        }

        return JobOutcome.Finished;
    }
}
