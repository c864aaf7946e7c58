using Hub.Server.Platform;


namespace Hub.Server.Conversations.Inbound;

/// <summary>Once an hour: raw bodies kept as files that became no message go when the deliveries of their day go.</summary>
internal sealed class PurgeRawBodies(RawBodies bodies, TimeProvider time, ILogger<PurgeRawBodies> logger) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(31);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(TimeSpan.FromHours(1), token => bodies.PurgeAsync(time.GetUtcNow() - Kept, token), "Raw bodies whose time is over could not be deleted", time, logger, stoppingToken);
}
