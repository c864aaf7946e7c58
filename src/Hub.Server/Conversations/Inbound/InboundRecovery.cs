using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Takes up deliveries that were stored but not settled by a node that is gone: this node's own earlier lives before the first delivery is accepted,
/// other nodes' when they have been silent for half a minute. After a connection broke in the middle of a commit also those this node has stored
/// without knowing it. Message keys make work that was done after all a no-op.
/// </summary>
internal sealed partial class InboundRecovery(NpgsqlDataSource dataSource, RawBodies bodies, HubNode node, InboundQueue queue, TimeProvider time, ILogger<InboundRecovery> logger) : BackgroundService
{
    private const int PageSize = 500;
    private const int LooksPerRecovery = 5;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private HashSet<long> unknown = [];
    private int settledDoubts;
    private int looks;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync("o.node_id = ANY($2)", null, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(LookEvery, LookAsync, "Deliveries of nodes that are gone could not be taken up", time, logger, stoppingToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await RecoverDoubtfulAsync(cancellationToken);
        if (++looks % LooksPerRecovery == 0)
        {
            await RecoverAsync(
                "o.node_id <> $1 AND (o.node_id = ANY($2) OR NOT EXISTS (SELECT 1 FROM platform.node n WHERE n.id = o.node_id AND n.heartbeat_at > clock_timestamp() - interval '30 seconds'))",
                null, cancellationToken);
        }
    }

    /// <summary>
    /// Deliveries of this node that it does not know of. Twice in a row, since one that has just been committed is known a moment later, and one that
    /// has just been settled is marked a moment later.
    /// </summary>
    private async Task RecoverDoubtfulAsync(CancellationToken stoppingToken)
    {
        var doubts = queue.Doubts;
        if (doubts == settledDoubts && unknown.Count == 0)
        {
            return;
        }

        await using var command = dataSource.CreateCommand("SELECT id FROM conversations.open_delivery WHERE node_id = $1").With(node.Id);
        var found = (await command.ReadAllAsync(reader => reader.GetInt64(0), stoppingToken)).Where(id => !queue.Has(id)).ToHashSet();
        var lost = found.Where(unknown.Contains).ToArray();
        if (lost.Length > 0)
        {
            await RecoverAsync("o.node_id = $1 AND o.id = ANY($3)", lost, stoppingToken);
            found.ExceptWith(lost.Where(queue.Has));
        }

        (unknown, settledDoubts) = (found, doubts);
    }

    private async Task RecoverAsync(string whose, long[]? which, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            await using var command = dataSource.CreateCommand($"""
                WITH taken AS (SELECT o.id FROM conversations.open_delivery o WHERE {whose} ORDER BY o.id LIMIT {PageSize} FOR UPDATE SKIP LOCKED),
                mine AS (UPDATE conversations.open_delivery o SET node_id = $1 FROM taken WHERE o.id = taken.id RETURNING o.id, o.received_on)
                SELECT d.id, d.account_id, d.body, d.storage_key FROM mine JOIN conversations.delivery d ON d.id = mine.id AND d.received_on = mine.received_on
                """).With(node.Id, node.EarlierLives.ToArray());
            if (which is not null)
            {
                which = [.. which.Where(id => !queue.Has(id))];
                command.With([which]);
            }

            var storedAt = time.GetTimestamp();
            var deliveries = await command.ReadAllAsync(reader => new StoredDelivery(reader.GetInt64(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2), storedAt, reader.IsDBNull(3) ? null : reader.GetString(3)), cancellationToken);
            foreach (var delivery in deliveries.OrderBy(delivery => delivery.Id))
            {
                try
                {
                    queue.Add(delivery.StorageKey is { } file ? delivery with { Body = await bodies.ReadAsync(file, cancellationToken) } : delivery);
                }
                catch (IOException exception)
                {
                    // One file that cannot be read just now keeps neither the others nor the start.
                    Log.NotRead(logger, delivery.Id, exception);
                    unknown.Add(delivery.Id);
                }
            }

            total += deliveries.Count;
            if (deliveries.Count < PageSize)
            {
                break;
            }
        }

        if (total > 0)
        {
            Log.Recovered(logger, total);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4111, LogLevel.Information, "Took up {Deliveries} deliveries that were stored and not settled")]
        public static partial void Recovered(ILogger logger, int deliveries);

        [LoggerMessage(4113, LogLevel.Warning, "The body of delivery {DeliveryId} could not be read; it is taken up later")]
        public static partial void NotRead(ILogger logger, long deliveryId, Exception exception);
    }
}
