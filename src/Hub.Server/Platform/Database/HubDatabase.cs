using Npgsql;

namespace Hub.Server.Platform.Database;

/// <summary>The database this node works on: by connection string. Disposed last, after every worker has stopped.</summary>
internal sealed class HubDatabase(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    public NpgsqlDataSource DataSource { get; } = dataSource;

    public static async Task<HubDatabase> OpenAsync(IConfiguration configuration, ILogger logger, CancellationToken cancellationToken)
    {
        var connectionString = configuration.GetConnectionString("Hub")
            ?? throw new StartupException("ConnectionStrings__Hub is not set.");
        var dataSource = new NpgsqlDataSourceBuilder(connectionString).Build();
        await Migrator.MigrateAsync(dataSource, logger, cancellationToken);
        return new HubDatabase(dataSource);
    }

    public async ValueTask DisposeAsync() => await DataSource.DisposeAsync();
}
