using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Once an hour: raw bodies kept as files that became no message go when the deliveries of their day go.</summary>
internal sealed partial class PurgeRawBodies(RawBodies bodies, TimeProvider time, ILogger<PurgeRawBodies> logger) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(31);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await bodies.PurgeAsync(time.GetUtcNow() - Kept, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4121, LogLevel.Warning, "Raw bodies whose time is over could not be deleted")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
