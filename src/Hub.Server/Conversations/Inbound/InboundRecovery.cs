using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Takes up deliveries that were stored but not settled by a node that is gone: this node's own earlier lives before the first delivery is accepted,
/// other nodes' when they have been silent for half a minute. Message keys make work that was done after all a no-op.
/// </summary>
internal sealed partial class InboundRecovery(NpgsqlDataSource dataSource, HubNode node, InboundQueue queue, TimeProvider time, ILogger<InboundRecovery> logger) : BackgroundService
{
    private const int PageSize = 500;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync("o.node_id = ANY($2)", cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RecoverAsync(
                    "o.node_id <> $1 AND (o.node_id = ANY($2) OR NOT EXISTS (SELECT 1 FROM platform.node n WHERE n.id = o.node_id AND n.heartbeat_at > clock_timestamp() - interval '30 seconds'))",
                    stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private async Task RecoverAsync(string whose, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            await using var command = dataSource.CreateCommand($"""
                WITH taken AS (SELECT o.id FROM conversations.open_delivery o WHERE {whose} ORDER BY o.id LIMIT {PageSize} FOR UPDATE SKIP LOCKED),
                mine AS (UPDATE conversations.open_delivery o SET node_id = $1 FROM taken WHERE o.id = taken.id RETURNING o.id, o.received_on)
                SELECT d.id, d.account_id, d.body FROM mine JOIN conversations.delivery d ON d.id = mine.id AND d.received_on = mine.received_on
                """).With(node.Id, node.EarlierLives.ToArray());
            var storedAt = time.GetTimestamp();
            var deliveries = await command.ReadAllAsync(reader => new StoredDelivery(reader.GetInt64(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2), storedAt), cancellationToken);
            foreach (var delivery in deliveries.OrderBy(delivery => delivery.Id))
            {
                queue.Add(delivery);
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

        [LoggerMessage(4112, LogLevel.Warning, "Deliveries of nodes that are gone could not be taken up")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
