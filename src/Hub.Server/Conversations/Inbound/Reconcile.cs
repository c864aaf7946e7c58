using Hub.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Every few minutes asks the providers that can tell which messages they have, so that a webhook that never came loses nothing: what is unknown goes in by
/// the one door, and what became of a message whose answer was lost is settled when only one can be meant. One node per account; an account whose
/// provider does not answer keeps its place and delays nobody.
/// </summary>
internal sealed partial class Reconcile(
    ChannelAccounts accounts, UnheardMessages unheard, SettleUnknown settle, LeaseKeeper leases, NpgsqlDataSource dataSource, TimeProvider time, ILogger<Reconcile> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Providers list a message a while after they took it, and by their own clock.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Interval, RunAsync, "Message lists could not be compared", time, logger, stoppingToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var all = await accounts.AllAsync(cancellationToken);
            var listing = all.Where(account => account.Active && accounts.Adapter(account.Account.Channel) is IListsMessages && !IsAnothers(account, all));
            await Task.WhenAll(listing.Select(account => RunAsync(account, cancellationToken)));
        }
        catch (NpgsqlException exception)
        {
            Log.Failed(logger, "", exception.GetType().Name);
        }
    }

    /// <summary>Of two from before there could be one only, the eldest asks: the list is the same for both.</summary>
    private bool IsAnothers(AccountEntry account, IEnumerable<AccountEntry> all) =>
        account.Address is null && accounts.Adapter(account.Account.Channel).AddressOf(account.Account)?.Value is { } address
        && all.Any(other => other.Active && other.Account.Channel == account.Account.Channel && other.Address == address);

    private async Task RunAsync(AccountEntry account, CancellationToken cancellationToken)
    {
        try
        {
            await using var lease = await leases.TryAcquireAsync($"reconcile:{account.Account.Id:N}", Lease, cancellationToken);
            if (lease is not null)
            {
                await RunOneAsync(account, (IListsMessages)accounts.Adapter(account.Account.Channel), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or FormatException or HttpRequestException)
        {
            Log.Failed(logger, account.Account.Key, exception.GetType().Name);
        }
    }

    private async Task RunOneAsync(AccountEntry account, IListsMessages lists, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        if (await PositionAsync(account.Account.Id, startedAt, cancellationToken) is not { } until)
        {
            return;
        }

        var unknown = await settle.OpenAsync(account.Account.Id, startedAt - Longest, cancellationToken);
        var since = unknown.Select(message => message.At).Append(until).Min() - Overlap;
        var listed = await lists.ListAsync(account.Account, since > startedAt - Longest ? since : startedAt - Longest, cancellationToken);
        if (listed.Code is not null)
        {
            Log.NotTold(logger, account.Account.Key, listed.Code);
            return;
        }

        // Before what is unheard: its receipts would not find the message and be used up.
        var settled = await settle.RunAsync(account, unknown, listed.Bodies, cancellationToken);
        var stored = await unheard.StoreAsync(account, listed.Bodies, cancellationToken);
        if (settled + stored > 0 || !listed.Complete)
        {
            Log.Found(logger, account.Account.Key, stored, settled, listed.Complete);
        }

        await using var command = dataSource.CreateCommand("UPDATE conversations.reconciled SET until = $2 WHERE account_id = $1").With(account.Account.Id, startedAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null for an account seen for the first time: what its number did before is not this hub's.</summary>
    private async Task<DateTimeOffset?> PositionAsync(Guid accountId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH begun AS (INSERT INTO conversations.reconciled (account_id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING account_id)
            SELECT until FROM conversations.reconciled WHERE account_id = $1 AND NOT EXISTS (SELECT 1 FROM begun)
            """).With(accountId, now);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime until ? new DateTimeOffset(until, TimeSpan.Zero) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(4131, LogLevel.Warning, "The message list of {AccountKey} could not be compared ({Error}); tried again next time")]
        public static partial void Failed(ILogger logger, string accountKey, string error);

        [LoggerMessage(4132, LogLevel.Warning, "The provider of {AccountKey} did not list its messages: {Code}")]
        public static partial void NotTold(ILogger logger, string accountKey, string code);

        [LoggerMessage(4113, LogLevel.Warning, "The provider of {AccountKey} had what no webhook told: {Bodies} bodies taken in, {Settled} uncertain messages settled (complete: {Complete})")]
        public static partial void Found(ILogger logger, string accountKey, int bodies, int settled, bool complete);
    }
}
