using System.Security.Cryptography;
using Hub.Channels;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Integrations;
using Hub.Server.Platform.Nodes;

namespace Hub.Server.Conversations.Polling;

/// <summary>
/// Asks the provider of one account for what is new, for as long as the account stays as it is. What came is stored through the same door as a webhook's body; only then
/// the position moves on, and only the next question confirms it there. After a crash in between it comes again, and is known. One node per account.
/// </summary>
internal sealed partial class PollAccount(
    ChannelAccounts accounts, PolledAccounts polled, DeliveryWriter writer, InboundQueue queue, LeaseKeeper leases, TimeProvider time, ILogger<PollAccount> logger)
{
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public async Task RunAsync(AccountEntry account, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var lease = await leases.AcquireAsync($"polled:{account.Account.Id:N}", LeaseFor, cancellationToken);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
                await HoldAsync(account, (IPolledChannel)accounts.Adapter(account.Account.Channel), lease, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The lease is another's now, or the door is closing; it may come back.
                await Task.Delay(WhenBusy, time, cancellationToken);
            }
            catch (LeaseLostException)
            {
                // Found out when the position was to be saved: the other node asks for the same again.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotStored(logger, account.Account.Key, exception.GetType().Name);
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
    }

    private async Task HoldAsync(AccountEntry account, IPolledChannel channel, Lease lease, CancellationToken cancellationToken)
    {
        var id = account.Account.Id;
        var position = await polled.PositionAsync(id, cancellationToken);
        for (var failures = 0; ;)
        {
            while (queue.IsFull || await polled.IsRestoredAsync(cancellationToken))
            {
                await Task.Delay(WhenBusy, time, cancellationToken);
            }

            var outcome = await channel.PollAsync(account.Account, position, cancellationToken);
            if (outcome.Code is { } code)
            {
                Log.Failed(logger, account.Account.Key, code);
                await polled.FailedAsync(id, code, outcome.NeedsAPerson, cancellationToken);
                await Task.Delay(outcome.RetryAfter ?? Patience(++failures), time, cancellationToken);
                continue;
            }

            failures = 0;
            if (outcome.Body is { } body)
            {
                await writer.StoreAsync(id, "poll/" + Convert.ToHexStringLower(SHA256.HashData(body.Span)), body, CancellationToken.None);
            }

            if (outcome.Position != position)
            {
                await polled.SaveAsync(lease, id, outcome.Position, cancellationToken);
                position = outcome.Position;
            }

            await polled.SucceededAsync(id, cancellationToken);
        }
    }

    private static TimeSpan Patience(int failures) =>
        TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(failures, 10))) * (0.5 + Random.Shared.NextDouble() / 2));

    private static partial class Log
    {
        [LoggerMessage(4621, LogLevel.Warning, "The provider of {AccountKey} does not tell what is new: {Code}")]
        public static partial void Failed(ILogger logger, string accountKey, string code);

        [LoggerMessage(4622, LogLevel.Warning, "What is new on {AccountKey} could not be stored and is asked for again ({Error})")]
        public static partial void NotStored(ILogger logger, string accountKey, string error);
    }
}
