using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Database.Embedded;
using Hub.Server.Platform.Startup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Server.Backup;

/// <summary>The database to be backed up: the server's own, the embedded one of a hub that runs, or the embedded one of a hub that does not.</summary>
internal sealed class BackupSource : IAsyncDisposable
{
    private readonly DataDirectory? held;
    private readonly EmbeddedPostgres? started;

    private BackupSource(string connectionString, DataDirectory? held = null, EmbeddedPostgres? started = null) =>
        (ConnectionString, this.held, this.started) = (connectionString, held, started);

    public string ConnectionString { get; }

    public static async Task<BackupSource> OpenAsync(HubOptions options, CancellationToken cancellationToken)
    {
        if (options.Database is not null)
        {
            return new BackupSource(options.Database);
        }

        var embedded = HubDatabase.Embedded(options);
        if (!File.Exists(Path.Combine(embedded.Cluster, "PG_VERSION")))
        {
            throw new BackupException($"There is no CrmHub in {options.DataDirectory}. Name its data directory with --data, or set ConnectionStrings__Hub as the server has it.");
        }

        var held = DataDirectory.Open(options.DataDirectory, new StartupProblems());
        if (held is null)
        {
            return new BackupSource(EmbeddedPostgres.ConnectionToRunning(embedded)
                ?? throw new BackupException($"CrmHub works in {options.DataDirectory}, but its database is not up. Try again in a moment."));
        }

        try
        {
            StagedRestore.Finish(options.DataDirectory);
            var started = await EmbeddedPostgres.StartAsync(embedded, NullLogger.Instance, cancellationToken);
            return new BackupSource(started.ConnectionString, held, started);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }

        held?.Dispose();
    }
}
