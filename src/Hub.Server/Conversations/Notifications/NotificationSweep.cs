using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Notifications;

/// <summary>Deletes old notifications. Any node may; what is left behind harms nobody.</summary>
internal sealed class NotificationSweep(NpgsqlDataSource dataSource, TimeProvider time, ILogger<NotificationSweep> logger) : BackgroundService
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(90);
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, RunAsync, "Old notifications could not be deleted", time, logger, stoppingToken);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM conversations.notification WHERE at < $1").With(time.GetUtcNow() - Keep);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
