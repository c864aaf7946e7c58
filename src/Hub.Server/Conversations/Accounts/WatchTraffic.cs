using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary>Counts what comes in, and looks whether it is unusually little.</summary>
internal sealed partial class WatchTraffic(CountTraffic count, SilenceAlarm alarm, TimeProvider time, ILogger<WatchTraffic> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await count.RunAsync(Apart, stoppingToken);
                await alarm.LookAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                Log.Failed(logger, exception.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4631, LogLevel.Warning, "Deliveries could not be counted ({Error}); tried again in half a minute")]
        public static partial void Failed(ILogger logger, string error);
    }
}
