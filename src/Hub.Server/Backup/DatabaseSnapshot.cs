using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Backup;

/// <summary>
/// One moment of the database, read while the hub works on. A transaction that touches no table keeps the moment; each table is read in a
/// transaction of its own that enters it, so that no lock is held for longer than one table takes.
/// </summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    /// <summary>Values look the same whatever the server's and the user's settings are.</summary>
    public const string Session = """
        SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET timezone = 'UTC';
        SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; SET lock_timeout = '60s'; SET row_security = off
        """;

    private readonly NpgsqlConnection keeper;
    private readonly NpgsqlConnection reader;
    private readonly string id;

    private DatabaseSnapshot(NpgsqlConnection keeper, NpgsqlConnection reader, string id) => (this.keeper, this.reader, this.id) = (keeper, reader, id);

    public DateTimeOffset At { get; private set; }

    public string Postgres { get; private set; } = "";

    public IReadOnlyList<BackupMigration> Migrations { get; private set; } = [];

    public IReadOnlyList<BackupTable> Tables { get; private set; } = [];

    public static async Task<DatabaseSnapshot> TakeAsync(string connectionString, CancellationToken cancellationToken)
    {
        var keeper = await OpenAsync(connectionString, cancellationToken);
        NpgsqlConnection? reader = null;
        try
        {
            reader = await OpenAsync(connectionString, cancellationToken);
            await Migrator.HoldSchemaAsync(keeper, cancellationToken);
            await ExecuteAsync(keeper, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", cancellationToken);
            await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", keeper);
            var snapshot = new DatabaseSnapshot(keeper, reader, (string)(await export.ExecuteScalarAsync(cancellationToken))!);
            await snapshot.DescribeAsync(cancellationToken);
            return snapshot;
        }
        catch
        {
            await keeper.DisposeAsync();
            if (reader is not null)
            {
                await reader.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Hands over the rows of a table as text COPY writes them, partition after partition, under the partition's name.</summary>
    public async Task ReadRowsAsync(BackupTable table, Func<string, Stream, Task> take, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Columns.Select(Quoted));
        foreach (var part in await PartsAsync(table, cancellationToken))
        {
            await EnterAsync(cancellationToken);
            try
            {
                using var copy = (StreamReader)await reader.BeginTextExportAsync($"COPY (SELECT {columns} FROM {Quoted(table.Schema)}.{Quoted(part)}) TO STDOUT", cancellationToken);
                await take(part, copy.BaseStream); // The bytes as they come; decoding them to text and back would cost more than all else.
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable && part != table.Name)
            {
                // A partition whose time has passed was dropped meanwhile, as it would be after a restore.
            }

            await ExecuteAsync(reader, "ROLLBACK", cancellationToken);
        }
    }

    /// <summary>Runs a query in the snapshot.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, reader) { CommandTimeout = 0 };
        var rows = await command.ReadAllAsync(read, cancellationToken);
        await ExecuteAsync(reader, "ROLLBACK", cancellationToken);
        return rows;
    }

    /// <summary>Sequences know no snapshots: read after the rows, they are at or beyond every number that was used.</summary>
    public async Task<Dictionary<string, long>> SequencesAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE schemaname = ANY($1) AND last_value IS NOT NULL", reader).With((object)Migrator.Schemas);
        return (await command.ReadAllAsync(row => (row.GetString(0), row.GetInt64(1)), cancellationToken)).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await keeper.DisposeAsync();
    }

    public static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "crmhub-backup", Pooling = false, CommandTimeout = 0, KeepAlive = 30 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, Session, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        await using (var now = new NpgsqlCommand("SELECT clock_timestamp(), current_setting('server_version'), to_regclass('public.hub_migration') IS NOT NULL", keeper))
        await using (var row = await now.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            (At, Postgres) = (row.GetFieldValue<DateTimeOffset>(0), row.GetString(1));
            if (!row.GetBoolean(2))
            {
                throw new BackupException("The database holds no CrmHub.");
            }
        }

        Migrations = await QueryAsync("SELECT version, name FROM public.hub_migration ORDER BY version", row => new BackupMigration(row.GetInt32(0), row.GetString(1)), cancellationToken);
        if (Migrations.FirstOrDefault(migration => Migrator.Scripts.All(script => script.Version != migration.Version)) is { } unknown)
        {
            throw new BackupException($"The database was made by a newer CrmHub (schema {unknown.Name}): back it up with that one.");
        }

        await using var tables = new NpgsqlCommand("""
            SELECT n.nspname, c.relname,
                ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum),
                ARRAY(SELECT right(p.relname, 8) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = c.oid AND p.relname ~ '_[0-9]{8}$' ORDER BY 1)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1, 2
            """, keeper).With((object)Migrator.Schemas);
        Tables = await tables.ReadAllAsync(row => new BackupTable(row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3)), cancellationToken);
    }

    private async Task<List<string>> PartsAsync(BackupTable table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1", keeper)
            .With($"{Quoted(table.Schema)}.{Quoted(table.Name)}");
        var parts = await command.ReadAllAsync(row => row.GetString(0), cancellationToken);
        return parts.Count == 0 ? [table.Name] : parts;
    }

    private Task EnterAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(reader, $"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT '{id}'", cancellationToken);
}
