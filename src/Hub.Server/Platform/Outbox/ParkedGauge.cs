using Hub.Server.Platform.Telemetry;
using Npgsql;

namespace Hub.Server.Platform.Outbox;

/// <summary>Counts what waits for a person, for the operator's alerts.</summary>
internal sealed class ParkedGauge(NpgsqlDataSource dataSource, HubTelemetry telemetry, TimeProvider time, ILogger<ParkedGauge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Interval, CountAsync, "Parked items could not be counted", time, logger, stoppingToken, atOnce: true);

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM platform.parked");
        telemetry.SetParked((long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}
