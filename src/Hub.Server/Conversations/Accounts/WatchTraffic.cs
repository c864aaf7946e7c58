using Hub.Server.Platform;


namespace Hub.Server.Conversations.Accounts;

/// <summary>Counts what comes in, and looks whether it is unusually little.</summary>
internal sealed class WatchTraffic(CountTraffic count, SilenceAlarm alarm, TimeProvider time, ILogger<WatchTraffic> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(20);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, LookAsync, "Deliveries could not be counted", time, logger, stoppingToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await count.RunAsync(Apart, cancellationToken);
        await alarm.LookAsync(cancellationToken);
    }
}
