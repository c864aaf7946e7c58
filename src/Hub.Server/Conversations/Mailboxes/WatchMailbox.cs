using Hub.Channels.Email;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>
/// One account's mailbox for as long as the account stays as it is: takes its lease, so that one node reads it, opens it, collects, and comes back after
/// trouble with growing patience. Each account has a watch of its own; none waits for another.
/// </summary>
internal sealed partial class WatchMailbox(
    IMailboxes mailboxes, CollectMail collect, MailboxHealth health, LeaseKeeper leases, NpgsqlDataSource dataSource, TimeProvider time, ILogger<WatchMailbox> logger)
{
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public async Task RunAsync(AccountEntry account, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var lease = await leases.AcquireAsync($"mailbox:{account.Account.Id:N}", LeaseFor, cancellationToken);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
                await HoldAsync(account, lease, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The lease is another's now; it may come back.
            }
            catch (LeaseLostException)
            {
                // Found out when the cursor was to be saved: nothing of the round counts, and the other node does it again.
            }
            catch (NpgsqlException exception)
            {
                Log.NoDatabase(logger, account.Account.Key, exception.GetType().Name);
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
    }

    private async Task HoldAsync(AccountEntry account, Lease lease, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            while (await health.IsPausedAsync(account.Account, cancellationToken) || await IsRestoredAsync(cancellationToken))
            {
                await Task.Delay(LookAgain, time, cancellationToken);
            }

            try
            {
                await using var mailbox = await mailboxes.OpenAsync(account.Account, cancellationToken);
                await collect.RunAsync(account, lease, mailbox, () => failures = 0, cancellationToken);
            }
            catch (MailException exception)
            {
                Log.Failed(logger, account.Account.Key, exception.Code);
                await health.FailedAsync(account.Account, exception.Code, exception.NeedsAPerson, cancellationToken);
                await Task.Delay(Patience(++failures), time, cancellationToken);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or LeaseLostException or NpgsqlException))
            {
                // The disk is full or not ours to write, or the library met what nobody has foreseen: this mailbox waits and says so, the others go on.
                Log.Failed(logger, account.Account.Key, exception.GetType().Name);
                await health.FailedAsync(account.Account, "not_stored", pause: false, cancellationToken);
                await Task.Delay(Patience(++failures), time, cancellationToken);
            }
        }
    }

    /// <summary>A hub out of a backup leaves the mailboxes to the one it was taken from until a person has said which of them goes on.</summary>
    private async Task<bool> IsRestoredAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM platform.restore WHERE confirmed_at IS NULL");
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static TimeSpan Patience(int failures)
    {
        var longest = Math.Min(Longest.TotalSeconds, 2 * Math.Pow(2, Math.Min(failures, 10)));
        return TimeSpan.FromSeconds(longest * (0.5 + Random.Shared.NextDouble() / 2));
    }

    private static partial class Log
    {
        [LoggerMessage(4611, LogLevel.Warning, "The mailbox of {AccountKey} cannot be read: {Code}")]
        public static partial void Failed(ILogger logger, string accountKey, string code);

        [LoggerMessage(4612, LogLevel.Warning, "The mailbox of {AccountKey} waits for the database ({Error})")]
        public static partial void NoDatabase(ILogger logger, string accountKey, string error);
    }
}
