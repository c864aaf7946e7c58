using Hub.Server.Platform;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>Deletes sessions and links that are over and sign-in attempts that no longer count. Any node may; what is left behind harms nobody.</summary>
internal sealed class IdentitySweep(NpgsqlDataSource dataSource, SecuritySettings security, TimeProvider time, ILogger<IdentitySweep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, RunAsync, "Old sessions and sign-in attempts could not be deleted", time, logger, stoppingToken);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var idleLimit = (await security.GetAsync(cancellationToken)).IdleLimit;
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new("DELETE FROM identity.session WHERE expires_at <= $1 OR last_seen_at <= $2")
        {
            Parameters = { new() { Value = now }, new() { Value = now - idleLimit } },
        });
        batch.BatchCommands.Add(new("DELETE FROM identity.sign_in_attempt WHERE at <= $1")
        {
            Parameters = { new() { Value = now - TimeSpan.FromHours(1) } },
        });
        batch.BatchCommands.Add(new("DELETE FROM identity.access_link WHERE expires_at <= $1")
        {
            Parameters = { new() { Value = now - TimeSpan.FromDays(30) } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
