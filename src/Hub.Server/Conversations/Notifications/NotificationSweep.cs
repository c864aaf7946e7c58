using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Notifications;

/// <summary>Deletes old notifications. Any node may; what is left behind harms nobody.</summary>
internal sealed partial class NotificationSweep(NpgsqlDataSource dataSource, TimeProvider time, ILogger<NotificationSweep> logger) : BackgroundService
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(90);
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM conversations.notification WHERE at < $1").With(time.GetUtcNow() - Keep);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4501, LogLevel.Warning, "Old notifications could not be deleted; tried again in six hours")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
