using Npgsql;

namespace Hub.Server.Platform.Nodes;

/// <summary>The work was done under a lease that somebody else has taken meanwhile; nothing of it may be recorded.</summary>
internal sealed class LeaseLostException(string name) : Exception($"The lease {name} is held by another.");

/// <summary>A lease held by this node and renewed until disposed, which gives it back.</summary>
internal sealed partial class Lease : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly Guid nodeId;
    private readonly TimeSpan duration;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource released = new();
    private readonly Task renewing;

    public Lease(NpgsqlDataSource dataSource, Guid nodeId, string name, long fence, TimeSpan duration, long asked, TimeProvider time, ILogger logger)
    {
        this.dataSource = dataSource;
        this.nodeId = nodeId;
        this.duration = duration;
        this.time = time;
        this.logger = logger;
        Name = name;
        Fence = fence;
        Lost = lost.Token;
        renewing = RenewAsync(asked);
    }

    public string Name { get; }

    /// <summary>Greater than that of every earlier holder.</summary>
    public long Fence { get; }

    /// <summary>Cancelled when the lease is taken, or may have run out unnoticed. A paused process learns it late; the fence is what holds.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Locks the lease in the caller's transaction until it ends, so that nobody takes it between this check and the commit.</summary>
    /// <exception cref="LeaseLostException">Another holder came in between.</exception>
    public async Task EnsureHeldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM platform.lease WHERE name = $1 AND fence = $2 AND node_id = $3 FOR SHARE", connection);
        AddIdentity(command);
        if (await command.ExecuteScalarAsync(cancellationToken) is null)
        {
            await lost.CancelAsync();
            throw new LeaseLostException(Name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await released.CancelAsync();
        await renewing;
        if (!lost.IsCancellationRequested)
        {
            try
            {
                await using var command = dataSource.CreateCommand("UPDATE platform.lease SET node_id = NULL, until = '-infinity' WHERE name = $1 AND fence = $2 AND node_id = $3");
                AddIdentity(command);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException exception)
            {
                Log.NotReleased(logger, Name, exception);
            }
        }

        lost.Dispose();
        released.Dispose();
    }

    private async Task RenewAsync(long lastRenewed)
    {
        try
        {
            while (true)
            {
                await Task.Delay(duration / 3, time, released.Token);
                if (time.GetElapsedTime(lastRenewed) >= duration)
                {
                    break;
                }

                var asked = time.GetTimestamp();
                try
                {
                    using var deadline = new CancellationTokenSource(duration / 3, time);
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, released.Token);
                    await using var command = dataSource.CreateCommand(
                        "UPDATE platform.lease SET until = clock_timestamp() + $4 WHERE name = $1 AND fence = $2 AND node_id = $3 AND until > clock_timestamp()");
                    AddIdentity(command);
                    command.Parameters.Add(new() { Value = duration });
                    if (await command.ExecuteNonQueryAsync(either.Token) == 0)
                    {
                        break;
                    }

                    lastRenewed = asked;
                }
                catch (Exception exception) when (exception is NpgsqlException || (exception is OperationCanceledException && !released.IsCancellationRequested))
                {
                    Log.NotRenewed(logger, Name, exception.GetType().Name);
                }
            }

            Log.Lost(logger, Name, Fence);
            await lost.CancelAsync();
        }
        catch (OperationCanceledException) when (released.IsCancellationRequested)
        {
            // Given back.
        }
    }

    private void AddIdentity(NpgsqlCommand command)
    {
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = Fence });
        command.Parameters.Add(new() { Value = nodeId });
    }

    private static partial class Log
    {
        [LoggerMessage(1211, LogLevel.Warning, "Lost the lease {Name} (fence {Fence})")]
        public static partial void Lost(ILogger logger, string name, long fence);

        [LoggerMessage(1212, LogLevel.Warning, "The lease {Name} was not renewed ({Reason}); trying again")]
        public static partial void NotRenewed(ILogger logger, string name, string reason);

        [LoggerMessage(1213, LogLevel.Warning, "The lease {Name} was not given back; it runs out by itself")]
        public static partial void NotReleased(ILogger logger, string name, Exception exception);
    }
}
