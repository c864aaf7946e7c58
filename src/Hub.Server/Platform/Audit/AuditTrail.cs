using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;

namespace Hub.Server.Platform.Audit;

/// <summary>
/// Notes who looked at what, without a round trip of the reader's: entries are handed over in memory and written as soon as a writer is free, many at a
/// time. The same look by the same person counts once in ten minutes. Nothing is dropped while the server lives: what cannot be written is tried
/// again, and when too much waits, readers wait. A crash loses what was not written yet, usually milliseconds.
/// </summary>
internal sealed partial class AuditTrail(NpgsqlDataSource dataSource, TimeProvider time, ILogger<AuditTrail> logger) : BackgroundService
{
    public static readonly TimeSpan SameLook = TimeSpan.FromMinutes(10);
    private const int MaxWaiting = 10_000;
    private const int MaxAtOnce = 500;
    private const int MaxRemembered = 100_000;

    private readonly Channel<AuditEntry> waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly ConcurrentDictionary<(Guid Actor, string Action, Guid Target), long> noted = new();

    /// <summary>Returns at once unless thousands of entries wait for the database.</summary>
    public async ValueTask SawAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var key = (entry.Actor.Id ?? Guid.Empty, entry.Action, entry.TargetId ?? entry.ConversationId ?? entry.CustomerId ?? Guid.Empty);
        var now = time.GetTimestamp();
        if (noted.TryGetValue(key, out var before) && time.GetElapsedTime(before, now) < SameLook)
        {
            return;
        }

        if (noted.Count >= MaxRemembered)
        {
            noted.Clear(); // At worst somebody's look is noted twice.
        }

        noted[key] = now;
        try
        {
            await waiting.Writer.WriteAsync(entry, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The server stops; this is one of its last requests.
            await InsertAsync([entry], cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Ended by StopAsync closing the channel, after what was handed over is written.
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var entries = new List<AuditEntry>();
            while (entries.Count < MaxAtOnce && waiting.Reader.TryRead(out var entry))
            {
                entries.Add(entry);
            }

            await WriteAsync(entries, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await Task.WhenAny(writing, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    private async Task WriteAsync(List<AuditEntry> entries, CancellationToken stoppingToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await InsertAsync(entries, CancellationToken.None);
                return;
            }
            catch (NpgsqlException exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Waits(logger, entries.Count, attempt, exception);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5000, 100 << Math.Min(attempt, 6))), time, CancellationToken.None);
            }
            catch (NpgsqlException exception)
            {
                Log.Lost(logger, entries.Count, exception);
                return;
            }
        }
    }

    private async Task InsertAsync(List<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(AuditLog.Insert(entries));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1521, LogLevel.Error, "{Count} entries of who saw what could not be written (attempt {Attempt}); they are kept and tried again")]
        public static partial void Waits(ILogger logger, int count, int attempt, Exception exception);

        [LoggerMessage(1522, LogLevel.Critical, "{Count} entries of who saw what are lost: the server stops and the database does not answer")]
        public static partial void Lost(ILogger logger, int count, Exception exception);
    }
}
