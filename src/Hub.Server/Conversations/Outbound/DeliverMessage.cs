using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Telemetry;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// Claims queued messages, sends each outside any transaction, and records what became of it. The plan (which way, repeatable or not) and its key are
/// stored before the first attempt, so that after a crash the next life knows whether a second attempt could send twice. If it could, the message
/// becomes "unknown" and a person decides.
/// </summary>
internal sealed partial class DeliverMessage(
    SendClaims claims, HeldMessages held, AccountHealth health, ChannelAccounts accounts, OutboundReader reader, SendSignal signal, FactSignal facts, HubTelemetry telemetry, TimeProvider time,
    ILogger<DeliverMessage> logger) : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    /// <summary>A provider forgets idempotency keys after a day (LINE): later an uncertain attempt can no longer be repeated.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(23);

    private readonly SendLanes lanes = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(SendLanes.InAll, SendLanes.InAll);
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var taken = await ClaimAsync(slots, running, stoppingToken);
                running.RemoveAll(task => task.IsCompleted);
                if (!taken)
                {
                    await signal.WaitAsync(LookAnyway, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is in flight is finished and recorded before the host stops.
            await Task.WhenAll(running);
        }
    }

    private async Task<bool> ClaimAsync(SemaphoreSlim slots, List<Task> running, CancellationToken stoppingToken)
    {
        await slots.WaitAsync(stoppingToken);
        Claim? claim = null;
        try
        {
            claim = await claims.TakeAsync(lanes.Full(), stoppingToken);
            if (claim is null && await held.MarkAsync(stoppingToken))
            {
                facts.Raise();
            }

            if (claim is not null)
            {
                lanes.Enter(claim.AccountId);
                facts.Raise();
                running.Add(Task.Run(() => DeliverAsync(claim, slots, stoppingToken), CancellationToken.None));
            }
        }
        catch (Exception exception) when (exception is NpgsqlException || !stoppingToken.IsCancellationRequested)
        {
            Log.NotClaimed(logger, exception);
        }
        finally
        {
            if (claim is null)
            {
                slots.Release();
            }
        }

        return claim is not null;
    }

    private async Task DeliverAsync(Claim claim, SemaphoreSlim slots, CancellationToken stoppingToken)
    {
        try
        {
            using var span = HubTelemetry.Source.StartActivity("outbound send", System.Diagnostics.ActivityKind.Producer);
            span?.SetTag("messaging.system", claim.Channel);
            var outcome = await AttemptAsync(claim);
            span?.SetTag("hub.outcome", outcome.GetType().Name);
            telemetry.Sent.Add(1, new("channel", claim.Channel), new("outcome", outcome.GetType().Name));
            await RecordAsync(claim, outcome, stoppingToken);
            if (claim is { Refusal: null, WasUncertain: false })
            {
                lanes.Learn(claim.AccountId, !IsStuck(outcome));
                await health.RecordAsync(claim.AccountId, outcome, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            // Not recorded: the lease runs out and the next claim decides by the stored plan.
            Log.NotRecorded(logger, claim.ConversationId, claim.Number, exception);
        }
        finally
        {
            lanes.Leave(claim.AccountId);
            slots.Release();
            facts.Raise();
            signal.Raise();
        }
    }

    private static bool IsStuck(SendOutcome outcome) =>
        outcome is SendOutcome.Retry { Code: var retry } && AccountHealth.IsOfTheAccount(retry) || outcome is SendOutcome.Unknown { Code: var unknown } && AccountHealth.IsOfTheAccount(unknown);

    private async Task<SendOutcome> AttemptAsync(Claim claim)
    {
        if (claim.Fault is not null)
        {
            Log.NotReadable(logger, claim.ConversationId, claim.Number, claim.Fault);
        }

        if (claim.Refusal is not null)
        {
            return new SendOutcome.Rejected(claim.Refusal);
        }

        if (claim.WasUncertain)
        {
            return new SendOutcome.Unknown("interrupted");
        }

        using var deadline = new CancellationTokenSource(accounts.Adapter(claim.Channel).SendLimit, time);
        var begun = false;
        try
        {
            var account = await accounts.ByIdAsync(claim.AccountId, deadline.Token);
            if (account is null)
            {
                return new SendOutcome.Rejected("account_inactive");
            }

            var message = await reader.ReadAsync(claim.ConversationId, claim.Number, deadline.Token);
            begun = true;
            return await accounts.Adapter(claim.Channel).SendAsync(account.Account, message, new SendAttempt(claim.RetryKey, claim.ReplyHandle, claim.Attempts), deadline.Token);
        }
        catch (Exception exception)
        {
            var code = exception is OperationCanceledException ? "timeout" : "interrupted";
            if (code == "interrupted")
            {
                Log.Broke(logger, claim.ConversationId, claim.Number, exception);
            }

            return claim.Idempotent || !begun ? new SendOutcome.Retry(code, Backoff(claim.Attempts)) : new SendOutcome.Unknown(code);
        }
    }

    /// <summary>Again while the database is away: only this node knows what became of it. The fence lets no late record do harm.</summary>
    private async Task RecordAsync(Claim claim, SendOutcome outcome, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RecordAsync(claim, outcome);
                return;
            }
            catch (NpgsqlException exception) when (DatabaseErrors.MayPass(exception) && !stoppingToken.IsCancellationRequested)
            {
                Log.RecordedLater(logger, claim.ConversationId, claim.Number, exception.GetType().Name);
                await Task.WhenAny(Task.Delay(LookAnyway, time, stoppingToken));
            }
        }
    }

    private async Task RecordAsync(Claim claim, SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.Accepted accepted:
                await claims.FinishAsync(claim, DeliveryState.Accepted, null, accepted.ProviderId, CancellationToken.None, accepted.Refused, quoteHandle: accepted.QuoteHandle, link: accepted.Link);
                break;
            case SendOutcome.Rejected { FallBack: true } rejected:
                await claims.PlanAgainAsync(claim, rejected.Code, CancellationToken.None);
                break;
            case SendOutcome.Rejected rejected:
                Log.Rejected(logger, claim.ConversationId, claim.Number, rejected.Code);
                await claims.FinishAsync(claim, DeliveryState.Failed, rejected.Code, null, CancellationToken.None, unreachable: rejected.Unreachable);
                break;
            case SendOutcome.Retry when time.GetUtcNow() - claim.CreatedAt > GiveUpAfter:
                await claims.FinishAsync(claim, DeliveryState.Unknown, "gave_up", null, CancellationToken.None);
                break;
            case SendOutcome.Retry retry:
                var after = retry.After > TimeSpan.Zero ? retry.After : Backoff(claim.Attempts);
                await claims.PostponeAsync(claim, retry.Code, after, retry.PauseAccount, CancellationToken.None);
                break;
            case SendOutcome.Unknown unknown:
                Log.Uncertain(logger, claim.ConversationId, claim.Number, unknown.Code);
                await claims.FinishAsync(claim, DeliveryState.Unknown, unknown.Code, null, CancellationToken.None);
                break;
        }
    }

    private static TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, Math.Min(attempts, 9))) * (0.5 + Random.Shared.NextDouble() / 2));

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "Queued messages could not be claimed")]
        public static partial void NotClaimed(ILogger logger, Exception exception);

        [LoggerMessage(4202, LogLevel.Error, "The outcome of message {Number} of conversation {ConversationId} could not be recorded")]
        public static partial void NotRecorded(ILogger logger, Guid conversationId, int number, Exception exception);

        [LoggerMessage(4205, LogLevel.Warning, "The outcome of message {Number} of conversation {ConversationId} could not be recorded yet ({Error}); trying again")]
        public static partial void RecordedLater(ILogger logger, Guid conversationId, int number, string error);

        [LoggerMessage(4206, LogLevel.Error, "Message {Number} of conversation {ConversationId} cannot be read and is not sent")]
        public static partial void NotReadable(ILogger logger, Guid conversationId, int number, Exception exception);

        [LoggerMessage(4207, LogLevel.Error, "The attempt to send message {Number} of conversation {ConversationId} broke off")]
        public static partial void Broke(ILogger logger, Guid conversationId, int number, Exception exception);

        [LoggerMessage(4203, LogLevel.Warning, "Message {Number} of conversation {ConversationId} was rejected: {Code}")]
        public static partial void Rejected(ILogger logger, Guid conversationId, int number, string code);

        [LoggerMessage(4204, LogLevel.Warning, "It is uncertain whether message {Number} of conversation {ConversationId} was sent: {Code}")]
        public static partial void Uncertain(ILogger logger, Guid conversationId, int number, string code);
    }
}
