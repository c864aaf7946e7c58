using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Platform.Outbox;

/// <summary>
/// Hands facts to the durable handlers, at least once, in order per (handler, lane). Each shard is served by the one node that holds its lease. A fact a
/// handler keeps failing on is parked, and so are the later ones of the same lane for that handler, until a person replays them: nothing overtakes.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IEnumerable<IFactHandler> handlers, FactTail tail, FactSignal signal, OutboxCursors cursors, ParkedFacts parked, LeaseKeeper leases, TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private const int Attempts = 4;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    /// <summary>Handlers only enqueue slow work, so a moment's gathering costs nobody anything and spares a query per message and shard.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan KeepPlaceEvery = TimeSpan.FromMilliseconds(500);

    private readonly IFactHandler[] handlers = [.. handlers];

    /// <summary>A handler that is new to this installation begins here, before the first fact of this life: not when its shard is first served.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await cursors.BeginAsync([.. handlers.Select(handler => handler.Name)], cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        handlers.Length == 0 ? Task.CompletedTask : Task.WhenAll(Enumerable.Range(0, Fact.Shards).Select(shard => ServeAsync((short)shard, stoppingToken)));

    private async Task ServeAsync(short shard, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await leases.AcquireAsync($"outbox:{shard}", LeaseDuration, stoppingToken);
                using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                await FollowAsync(shard, held.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // The lease is lost; ask for it again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was: a shard that nobody serves any more would be missed by nobody until much too late.
                Log.Interrupted(logger, shard, exception);
                await Task.Delay(LookAnyway, time, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(short shard, CancellationToken cancellationToken)
    {
        var places = new Dictionary<IFactHandler, (ulong Tx, long Id)>();
        foreach (var handler in handlers)
        {
            places[handler] = await cursors.ReadAsync(handler.Name, shard, cancellationToken);
        }

        var (moved, keptAt) = (false, time.GetTimestamp());
        while (true)
        {
            var next = signal.Next;
            var (facts, more) = await tail.ReadAsync(places.Values.Min(), shard, BatchSize, cancellationToken);
            foreach (var handler in handlers)
            {
                foreach (var fact in facts.Where(fact => (fact.Tx, fact.Id).CompareTo(places[handler]) > 0))
                {
                    if (handler.Handles(fact))
                    {
                        await HandleAsync(handler, fact, cancellationToken);
                    }

                    places[handler] = (fact.Tx, fact.Id);
                }
            }

            moved |= facts.Count > 0;
            if (moved && (facts.Count == 0 || time.GetElapsedTime(keptAt) > KeepPlaceEvery))
            {
                await cursors.WriteAsync([.. places.Select(place => (place.Key.Name, shard, place.Value))], cancellationToken);
                (moved, keptAt) = (false, time.GetTimestamp());
            }

            if (!more)
            {
                await Task.WhenAny(next, Task.Delay(LookAnyway, time, cancellationToken));
            }

            await Task.Delay(Gather, time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task HandleAsync(IFactHandler handler, StoredFact fact, CancellationToken cancellationToken)
    {
        if (await parked.IsLaneParkedAsync(handler.Name, fact.Lane, cancellationToken))
        {
            await parked.ParkAsync(handler.Name, fact, "behind", cancellationToken);
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await handler.HandleAsync(fact, cancellationToken);
                return;
            }
            catch (Exception exception) when (DatabaseErrors.IsOfOne(exception))
            {
                if (attempt == Attempts)
                {
                    Log.Parked(logger, handler.Name, fact.Id, exception);
                    await parked.ParkAsync(handler.Name, fact, exception.GetType().Name, cancellationToken);
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Warning, "Shard {Shard} of the outbox was interrupted; going on")]
        public static partial void Interrupted(ILogger logger, short shard, Exception exception);

        [LoggerMessage(1402, LogLevel.Error, "Handler {Handler} keeps failing on fact {FactId}; it and what follows it in its lane are parked")]
        public static partial void Parked(ILogger logger, string handler, long factId, Exception exception);
    }
}
