using Hub.Server.Platform.Telemetry;
using Npgsql;

namespace Hub.Server.Platform.Outbox;

/// <summary>Counts what waits for a person, for the operator's alerts.</summary>
internal sealed partial class ParkedGauge(NpgsqlDataSource dataSource, HubTelemetry telemetry, TimeProvider time, ILogger<ParkedGauge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await using var command = dataSource.CreateCommand("SELECT count(*) FROM platform.parked");
                telemetry.SetParked((long)(await command.ExecuteScalarAsync(stoppingToken))!);
            }
            catch (NpgsqlException exception)
            {
                Log.NotCounted(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1411, LogLevel.Debug, "Parked items could not be counted")]
        public static partial void NotCounted(ILogger logger, Exception exception);
    }
}
