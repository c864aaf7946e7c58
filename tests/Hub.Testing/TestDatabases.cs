using Hub.Server.Platform.Database;
using Hub.Server.Platform.Database.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Testing;

/// <summary>
/// One embedded PostgreSQL per test process, started by whoever asks first and ended with the process, and as many databases as tests want:
/// each a clone of a template that was migrated once. It trades durability for speed; tests of durability start the real server instead.
/// </summary>
public static class TestDatabases
{
    private const string Template = "hub_template";
    private static readonly SemaphoreSlim Cloning = new(1, 1);
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);
    private static int count;

    /// <summary>A fresh database with the current schema.</summary>
    public static async Task<string> CreateAsync(CancellationToken cancellationToken = default)
    {
        var server = await Server.Value;
        var name = $"hub_{Interlocked.Increment(ref count)}";
        await Cloning.WaitAsync(cancellationToken);
        try
        {
            await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {name} TEMPLATE {Template}", cancellationToken);
        }
        finally
        {
            Cloning.Release();
        }

        return For(server, name);
    }

    /// <summary>A fresh database without any schema.</summary>
    public static async Task<string> CreateEmptyAsync(CancellationToken cancellationToken = default)
    {
        var server = await Server.Value;
        var name = $"hub_{Interlocked.Increment(ref count)}";
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {name}", cancellationToken);
        return For(server, name);
    }

    public static async Task DropAsync(string connectionString)
    {
        var server = await Server.Value;
        await ExecuteAsync(server.ConnectionString, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)", CancellationToken.None);
    }

    /// <summary>Programs that are settled already, so that not every test copies its own.</summary>
    internal static async Task<string> ProgramsAsync() => (await Server.Value).Programs;

    /// <summary>The major version of the test server.</summary>
    public static async Task<int> MajorAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder((await Server.Value).ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection.PostgreSqlVersion.Major;
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        var fast = new Dictionary<string, string>
        {
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["autovacuum"] = "off",
            ["shared_buffers"] = "128MB",
            ["max_connections"] = "400",
            ["max_wal_size"] = "256MB",
            ["idle_in_transaction_session_timeout"] = "0",
        };
        // On a disk each copy of the template, a thousand small files, takes longer than the one before: ext4 looks for inodes that were not deleted lately.
        var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(TestFolders.New("pg", inMemory: true), Settings: fast), NullLogger.Instance, CancellationToken.None);
        TestFolders.BeforeDeletion(server.StopAtOnce);
        await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {Template}", CancellationToken.None);
        await using var template = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(For(server, Template)) { Pooling = false }.ConnectionString);
        await Migrator.MigrateAsync(template, NullLogger.Instance, CancellationToken.None);
        return server;
    }

    private static string For(EmbeddedPostgres server, string database) => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
