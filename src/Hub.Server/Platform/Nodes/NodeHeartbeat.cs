using Npgsql;

namespace Hub.Server.Platform.Nodes;

/// <summary>Says every five seconds that this node lives. The row is also what readiness writes.</summary>
internal sealed partial class NodeHeartbeat(HubNode node, NpgsqlDataSource dataSource, TimeProvider time, ILogger<NodeHeartbeat> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "INSERT INTO platform.node (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()");
        command.Parameters.Add(new() { Value = node.Id });
        command.Parameters.Add(new() { Value = node.Name });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await BeatAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Missed(logger, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync();
        }
    }

    /// <summary>A node that stops in order is not taken for a living one for the time its last beat would still count.</summary>
    private async Task LeaveAsync()
    {
        try
        {
            await using var command = dataSource.CreateCommand("UPDATE platform.node SET heartbeat_at = clock_timestamp() - interval '1 day' WHERE id = $1");
            command.Parameters.Add(new() { Value = node.Id });
            command.CommandTimeout = 2;
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            Log.Missed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "The node's heartbeat could not be written")]
        public static partial void Missed(ILogger logger, Exception exception);
    }
}
