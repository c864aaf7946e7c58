using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Hub.Channels;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Telemetry;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Turns stored deliveries into messages. Reads each body once, spreads its events over shards by lane (account and sender), and lets every shard commit
/// whatever has gathered. What the database asks to retry is retried; what cannot be applied is cut down to the one event, which is parked.
/// </summary>
internal sealed partial class InboundWorker(
    InboundQueue queue, ChannelAccounts accounts, ReceiveMessage receive, ApplyInboundEvent apply, ScrubDelivery scrub, RawBodies bodies, ParkedItems parked, FactSignal facts, NpgsqlDataSource dataSource,
    TimeProvider time, HubTelemetry telemetry, ILogger<InboundWorker> logger) : BackgroundService
{
    private const int MaxPerTransaction = 256;

    /// <summary>More than there are processors would only make the transactions smaller, and a transaction costs more than the messages in it.</summary>
    private static readonly int Shards = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly Channel<ReceivedEvent>[] shards = [.. Enumerable.Range(0, Shards).Select(_ => Channel.CreateUnbounded<ReceivedEvent>(new UnboundedChannelOptions { SingleReader = true }))];
    private readonly ConcurrentQueue<long> settled = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        [Task.Run(() => ReadAsync(stoppingToken), CancellationToken.None),
         Task.Run(() => FlushSettledAsync(stoppingToken), CancellationToken.None),
         .. shards.Select(shard => Task.Run(() => WorkAsync(shard.Reader, stoppingToken), CancellationToken.None))]);

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        await foreach (var delivery in queue.Reader.ReadAllAsync(stoppingToken))
        {
            var events = await RetryAsync(() => ReadEventsAsync(delivery, stoppingToken), stoppingToken);
            if (events.Count == 0)
            {
                Settle(delivery);
            }

            foreach (var received in events)
            {
                shards[(uint)HashCode.Combine(received.Account.Account.Id, received.Event.Sender) % (uint)Shards].Writer.TryWrite(received);
            }
        }
    }

    /// <summary>All events of a body; an unreadable body is parked whole.</summary>
    private async Task<List<ReceivedEvent>> ReadEventsAsync(StoredDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            if (await accounts.ByIdAsync(delivery.AccountId, cancellationToken) is not { } account)
            {
                await ParkAsync(delivery, "delivery", $"delivery/{delivery.Id}", "The channel account no longer exists.", cancellationToken);
                return [];
            }

            var events = accounts.Adapter(account.Account.Channel).Read(account.Account, delivery.Body);
            var progress = new DeliveryProgress(delivery, events.Count);
            return [.. events.Select(read => ReceivedEvent.Of(account, read, progress))];
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !IsTransient(exception, 1))
        {
            // Whatever an adapter throws at a body is that body's problem: the others must go on.
            await ParkAsync(delivery, "delivery", $"delivery/{delivery.Id}", "The body cannot be read: " + exception.GetType().Name, cancellationToken);
            Log.ParkedDelivery(logger, delivery.Id);
            return [];
        }
    }

    private async Task WorkAsync(ChannelReader<ReceivedEvent> shard, CancellationToken stoppingToken)
    {
        var messages = new List<ReceivedEvent>(MaxPerTransaction);
        while (await shard.WaitToReadAsync(stoppingToken))
        {
            messages.Clear();
            while (messages.Count < MaxPerTransaction && shard.TryRead(out var received))
            {
                if (received.Event is MessageReceived)
                {
                    messages.Add(received);
                    continue;
                }

                // Anything else waits for the messages before it and goes alone.
                await ReceiveAsync(messages, stoppingToken);
                messages.Clear();
                await ApplyAsync(received, stoppingToken);
            }

            await ReceiveAsync(messages, stoppingToken);
        }
    }

    private async Task ReceiveAsync(List<ReceivedEvent> events, CancellationToken stoppingToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var done = TakeSettled();
        try
        {
            using var span = HubTelemetry.Source.StartActivity("inbound receive");
            span?.SetTag("messaging.batch.message_count", events.Count);
            var fresh = await RetryAsync(() => receive.HandleAsync(events, done, CancellationToken.None), stoppingToken);
            telemetry.Received.Add(fresh);
            telemetry.Duplicates.Add(events.Count - fresh);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // They were to be marked with what could not be stored, and would stay open until the next start.
            done.ForEach(settled.Enqueue);
            if (events.Count > 1)
            {
                foreach (var half in Halves(events))
                {
                    await ReceiveAsync(half, stoppingToken);
                }

                return;
            }

            await ParkAsync(events[0], exception, stoppingToken);
            facts.Raise();
        }

        facts.Raise(told: true);
        foreach (var received in events)
        {
            await SettleOneAsync(received, stoppingToken);
        }
    }

    private async Task ApplyAsync(ReceivedEvent received, CancellationToken stoppingToken)
    {
        try
        {
            if (received.Event is UnreadableEvent unreadable)
            {
                throw new FormatException(unreadable.Error);
            }

            await RetryAsync(async () =>
            {
                await apply.HandleAsync(received, CancellationToken.None);
                return true;
            }, stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await ParkAsync(received, exception, stoppingToken);
        }

        facts.Raise();
        await SettleOneAsync(received, stoppingToken);
    }

    /// <summary>Reads and applies a parked delivery again, one event at a time. Null when every event is settled now, else the first error.</summary>
    public async Task<string?> ReplayAsync(StoredDelivery delivery, string key, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(delivery.AccountId, cancellationToken) is not { } account)
        {
            return "The channel account no longer exists.";
        }

        try
        {
            var adapter = accounts.Adapter(account.Account.Channel);
            var events = adapter.Read(account.Account, delivery.Body);
            if (adapter.KeepsBodies)
            {
                delivery = delivery with { StorageKey = await bodies.StoreAsync(delivery.Body, cancellationToken) };
                await bodies.RegisterAsync(delivery.StorageKey, delivery.AccountId, cancellationToken);
            }

            var progress = new DeliveryProgress(delivery, events.Count);
            foreach (var read in events.Where(read => key.StartsWith("delivery/", StringComparison.Ordinal) || key == KeyOf(account, read)))
            {
                switch (read)
                {
                    case UnreadableEvent unreadable:
                        return unreadable.Error;
                    case MessageReceived:
                        await receive.HandleAsync([ReceivedEvent.Of(account, read, progress)], [], cancellationToken);
                        break;
                    default:
                        await apply.HandleAsync(ReceivedEvent.Of(account, read, progress), cancellationToken);
                        break;
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or PostgresException or InvalidOperationException)
        {
            return Describe(exception);
        }
        finally
        {
            facts.Raise();
        }
    }

    private static string KeyOf(AccountEntry account, InboundEvent read) => $"{account.Account.Id:N}/{read.ProviderId}";

    private static string Describe(Exception exception) =>
        exception is FormatException ? exception.Message : $"{exception.GetType().Name}{(exception is PostgresException postgres ? " " + postgres.SqlState : "")}";

    private Task ParkAsync(ReceivedEvent received, Exception exception, CancellationToken stoppingToken)
    {
        Log.ParkedEvent(logger, received.Delivery.Delivery.Id, exception.GetType().Name);
        return ParkAsync(received.Delivery.Delivery, received.Event.Sender, KeyOf(received.Account, received.Event), Describe(exception), stoppingToken);
    }

    /// <summary>Until it is done, whatever stands in the way: what is neither applied nor parked would be lost from sight.</summary>
    private Task ParkAsync(StoredDelivery delivery, string lane, string key, string error, CancellationToken stoppingToken) =>
        RetryAsync(async () =>
        {
            await parked.ParkAsync("inbound", delivery.AccountId, lane, key, delivery.Body, error, CancellationToken.None);
            return true;
        }, stoppingToken, whatever: true);

    /// <summary>Cut between lanes where possible, so that a lane's order survives the cut.</summary>
    private static IEnumerable<List<ReceivedEvent>> Halves(List<ReceivedEvent> events)
    {
        var lanes = events.GroupBy(received => received.Lane).Select(lane => lane.ToList()).ToList();
        if (lanes.Count > 1)
        {
            return lanes.Chunk((lanes.Count + 1) / 2).Select(half => half.SelectMany(lane => lane).ToList());
        }

        return events.Chunk((events.Count + 1) / 2).Select(half => half.ToList());
    }

    /// <summary>Repeats what failed for reasons that pass: the database is away, a deadlock, another node was first.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> action, CancellationToken stoppingToken, bool whatever = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await action();
            }
            catch (Exception exception) when (IsTransient(exception, attempt) || (whatever && !stoppingToken.IsCancellationRequested))
            {
                Log.Retrying(logger, attempt, exception.GetType().Name, (exception as PostgresException)?.SqlState);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2000, 20 * Math.Pow(2, Math.Min(attempt, 7))) * (0.5 + Random.Shared.NextDouble())), time, stoppingToken);
            }
        }
    }

    private static bool IsTransient(Exception exception, int attempt) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: not "message_id" } => attempt < 10,
        _ => DatabaseErrors.MayPass(exception),
    };

    private async Task SettleOneAsync(ReceivedEvent received, CancellationToken stoppingToken)
    {
        var progress = received.Delivery;
        telemetry.InboxLag.Record(time.GetElapsedTime(progress.Delivery.StoredAt).TotalSeconds);
        if (!progress.SettleOne())
        {
            return;
        }

        if (progress.Masked.Count > 0)
        {
            // Before it counts as settled: after a crash in between, the next life does it again.
            try
            {
                await RetryAsync(async () =>
                {
                    await scrub.HandleAsync(progress.Delivery, progress.Masked, CancellationToken.None);
                    return true;
                }, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // It stays open for the next life; without this worker no customer of its shard would be heard any more.
                Log.NotMasked(logger, progress.Delivery.Id, exception);
                queue.Settled(progress.Delivery);
                return;
            }
        }

        Settle(progress.Delivery);
    }

    private void Settle(StoredDelivery delivery)
    {
        settled.Enqueue(delivery.Id);
        queue.Settled(delivery);
    }

    private List<long> TakeSettled()
    {
        var ids = new List<long>();
        while (ids.Count < 1000 && settled.TryDequeue(out var id))
        {
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>Settled deliveries are marked in the next transaction that passes; when none does, here.</summary>
    private async Task FlushSettledAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            telemetry.SetInboxAge(queue.Backlog);
            var ids = TakeSettled();
            if (ids.Count == 0)
            {
                continue;
            }

            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
                await new NpgsqlBatch(connection) { BatchCommands = { DeliveryWrites.Settle(ids) } }.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                ids.ForEach(settled.Enqueue);
                Log.Retrying(logger, 1, exception.GetType().Name, null);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "Delivery {DeliveryId} cannot be read and is parked")]
        public static partial void ParkedDelivery(ILogger logger, long deliveryId);

        [LoggerMessage(4102, LogLevel.Warning, "An event of delivery {DeliveryId} cannot be applied and is parked ({Error})")]
        public static partial void ParkedEvent(ILogger logger, long deliveryId, string error);

        [LoggerMessage(4104, LogLevel.Error, "The numbers in the body of delivery {DeliveryId} could not be masked; tried again after the next start")]
        public static partial void NotMasked(ILogger logger, long deliveryId, Exception exception);

        [LoggerMessage(4103, LogLevel.Warning, "Inbound work is tried again (attempt {Attempt}): {Error} {SqlState}")]
        public static partial void Retrying(ILogger logger, int attempt, string error, string? sqlState);
    }
}
