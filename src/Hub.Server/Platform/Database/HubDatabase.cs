using Hub.Server.Platform.Database.Embedded;
using Hub.Server.Platform.Startup;
using Npgsql;

namespace Hub.Server.Platform.Database;

/// <summary>The database this node works on: by connection string, or embedded. Disposed last, after every worker has stopped.</summary>
internal sealed class HubDatabase : IAsyncDisposable
{
    private const int OldestServer = 150000;
    private readonly EmbeddedPostgres? embedded;

    private HubDatabase(string connectionString, EmbeddedPostgres? embedded)
    {
        this.embedded = embedded;
        DataSource = Pool(connectionString, "crmhub", size: 32, wait: 5).Build();
        var messages = Pool(connectionString, "crmhub-messages", size: 16, wait: 5);
        messages.UsePhysicalConnectionInitializer(connection => KeepPlans(connection).ExecuteNonQuery(), connection => KeepPlans(connection).ExecuteNonQueryAsync());
        MessageDataSource = messages.Build();
    }

    /// <summary>For everything but the way of a message.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>
    /// For the way of a message from being handed in to the desks: slow queries elsewhere must not keep it waiting. For statements that find rows by key
    /// and nothing else, since their plans are kept whatever the values.
    /// </summary>
    public NpgsqlDataSource MessageDataSource { get; }

    /// <summary>The embedded postmaster's process id, null with a connection string.</summary>
    public int? EmbeddedProcessId => embedded?.ProcessId;

    /// <summary>Everything that can be seen to be wrong before anything is started.</summary>
    public static async Task CheckAsync(HubOptions options, StartupProblems problems, CancellationToken cancellationToken)
    {
        const string setting = "ConnectionStrings__Hub";
        if (options.Database is null)
        {
            try
            {
                PostgresCluster.ChooseBinaries(Embedded(options));
            }
            catch (StartupException exception)
            {
                problems.Add("Hub__DataDirectory", options.DataDirectory, "has no embedded database that can be started.", exception.Message);
            }

            return;
        }

        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(options.Database) { Pooling = false, Timeout = 5 };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            problems.Add(setting, null, "is not a connection string.", "Write it as Host=db.example.com;Database=crmhub;Username=crmhub;Password=...");
            return;
        }

        var server = $"Host={parsed.Host};Port={parsed.Port};Database={parsed.Database};Username={parsed.Username}";
        try
        {
            await using var connection = new NpgsqlConnection(parsed.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT current_setting('server_version_num')::int", connection);
            if ((int)(await command.ExecuteScalarAsync(cancellationToken))! < OldestServer)
            {
                problems.Add(setting, server, $"is PostgreSQL {connection.PostgreSqlVersion.Major}; CrmHub needs 15 or newer.", "Upgrade the server, or leave the setting out to use the embedded database.");
            }
        }
        catch (PostgresException exception)
        {
            problems.Add(setting, server, $"was refused by the server: {exception.MessageText} ({exception.SqlState}).", "Check name and password, and that the database exists.");
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            problems.Add(setting, server, $"cannot be reached: {exception.InnerException?.Message ?? exception.Message}", "Start the server or repair the address, or leave the setting out to use the embedded database.");
        }
    }

    public static async Task<HubDatabase> OpenAsync(HubOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var embedded = options.Database is null ? await EmbeddedPostgres.StartAsync(Embedded(options), logger, cancellationToken) : null;
        var database = new HubDatabase(options.Database ?? embedded!.ConnectionString, embedded);
        try
        {
            await Migrator.MigrateAsync(database.DataSource, logger, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await MessageDataSource.DisposeAsync();
        await DataSource.DisposeAsync();
        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }
    }

    public static EmbeddedPostgresOptions Embedded(HubOptions options) => new(options.DataDirectory, options.PostgresDirectory);

    private static NpgsqlDataSourceBuilder Pool(string connectionString, string name, int size, int wait)
    {
        // First, so that the operator's own string has the last word: an old pooler in between may not know prepared statements (Max Auto Prepare=0).
        const string kept = "Max Auto Prepare=100;Auto Prepare Min Usages=2;";
        var settings = new NpgsqlConnectionStringBuilder(kept + connectionString) { ApplicationName = name, MaxPoolSize = size, Timeout = wait, NoResetOnClose = true };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };
    }

    /// <summary>
    /// PostgreSQL plans a look-up by a list of keys anew each time, because it hopes for a short list, and planning takes longer than looking up. A plan made
    /// while a table was small must still be right when it is large: from key to key, and no table read whole.
    /// </summary>
    private static NpgsqlCommand KeepPlans(NpgsqlConnection connection) =>
        new("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off", connection);
}
