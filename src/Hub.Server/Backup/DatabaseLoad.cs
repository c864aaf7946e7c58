using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Backup;

/// <summary>
/// Puts a backup into a database in one transaction: the schema as it was by the hub's own scripts, the rows, the numbers, then the scripts that are
/// newer. Whatever fails, the database is as it was.
/// </summary>
internal sealed partial class DatabaseLoad : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly BackupManifest manifest;
    private readonly Dictionary<string, BackupTable> tables;
    private readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);
    private readonly List<(string Table, string Name, string Definition)> foreignKeys = [];
    private readonly List<(string Table, string Name)> alwaysTriggers = [];
    private StreamWriter? copy;
    private string? open;

    private DatabaseLoad(NpgsqlConnection connection, BackupManifest manifest)
    {
        this.connection = connection;
        this.manifest = manifest;
        if (manifest.Tables.Any(table => !PlainName().IsMatch(table.Schema) || !PlainName().IsMatch(table.Name) || !Migrator.Schemas.Contains(table.Schema)))
        {
            throw new BackupException("The backup names tables that are not the hub's.");
        }

        tables = manifest.Tables.ToDictionary(table => table.FullName, StringComparer.Ordinal);
    }

    /// <summary>What a restore would have to put aside.</summary>
    public static async Task<bool> HasHubAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass('public.hub_migration') IS NOT NULL OR EXISTS (SELECT FROM pg_namespace WHERE nspname = ANY($1))", connection)
            .With((object)Migrator.Schemas);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>A node that worked on the database within the last seconds.</summary>
    public static async Task<bool> IsAtWorkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('platform.node') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return false;
        }

        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM platform.node WHERE heartbeat_at > clock_timestamp() - interval '15 seconds')", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <param name="aside">The ending old schemas get, null when there are none.</param>
    public static async Task<DatabaseLoad> BeginAsync(string connectionString, BackupManifest manifest, string? aside, CancellationToken cancellationToken)
    {
        var load = new DatabaseLoad(await DatabaseSnapshot.OpenAsync(connectionString, cancellationToken), manifest);
        try
        {
            await load.ExecuteAsync("BEGIN", cancellationToken);
            if (aside is not null)
            {
                await load.PutAsideAsync(aside, cancellationToken);
            }

            await load.PrepareAsync(cancellationToken);
            return load;
        }
        catch
        {
            await load.DisposeAsync();
            throw;
        }
    }

    /// <summary>One part of a table's rows. A table's parts follow each other and make one COPY.</summary>
    public async Task AddRowsAsync(string fullName, Stream part, CancellationToken cancellationToken)
    {
        if (open != fullName)
        {
            await EndTableAsync(cancellationToken);
            var table = tables.GetValueOrDefault(fullName) ?? throw new BackupException($"The backup is damaged: its manifest does not name {fullName}.");
            var columns = string.Join(", ", table.Columns.Select(DatabaseSnapshot.Quoted));
            copy = (StreamWriter)await connection.BeginTextImportAsync($"COPY {Name(table)} ({columns}) FROM STDIN", cancellationToken);
            open = fullName;
        }

        await using var plain = new GZipStream(part, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[128 << 10];
        int read;
        while ((read = await plain.ReadAsync(buffer, cancellationToken)) > 0)
        {
            rows[fullName] = rows.GetValueOrDefault(fullName) + buffer.AsSpan(0, read).Count((byte)'\n');
            await copy!.BaseStream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    /// <summary>Everything but the commit.</summary>
    /// <param name="afterwards">What modules must forget or settle in a hub that went back in time.</param>
    public async Task FinishAsync(BackupEnd end, IEnumerable<string> afterwards, CancellationToken cancellationToken)
    {
        await EndTableAsync(cancellationToken);
        foreach (var (table, expected) in end.Rows)
        {
            if (rows.GetValueOrDefault(table) != expected)
            {
                throw new BackupException($"The backup is damaged: {table} should have {expected} rows and has {rows.GetValueOrDefault(table)}.");
            }
        }

        foreach (var (sequence, value) in end.Sequences)
        {
            await using var command = new NpgsqlCommand("SELECT setval($1::regclass, $2)", connection).With(string.Join('.', sequence.Split('.', 2).Select(DatabaseSnapshot.Quoted)), value);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var table in manifest.Tables)
        {
            await ExecuteAsync($"ALTER TABLE {Name(table)} ENABLE TRIGGER USER", cancellationToken);
        }

        foreach (var (table, name) in alwaysTriggers)
        {
            await ExecuteAsync($"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {DatabaseSnapshot.Quoted(name)}", cancellationToken);
        }

        foreach (var (table, name, definition) in foreignKeys)
        {
            await ExecuteAsync($"ALTER TABLE {table} ADD CONSTRAINT {DatabaseSnapshot.Quoted(name)} {definition}", cancellationToken);
        }

        var had = manifest.Migrations.Select(migration => migration.Version).ToHashSet();
        foreach (var script in Migrator.Scripts.Where(script => !had.Contains(script.Version)))
        {
            await ApplyAsync(script, cancellationToken);
        }

        foreach (var sql in afterwards)
        {
            await ExecuteAsync(sql, cancellationToken);
        }

        await using var record = new NpgsqlCommand("INSERT INTO platform.restore (backup_at) VALUES ($1)", connection).With(manifest.CreatedAt);
        await record.ExecuteNonQueryAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(AuditActor.Hub, "hub.restored") { Data = new { backupAt = manifest.CreatedAt, product = manifest.Product } });
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("COMMIT", cancellationToken);
        await ExecuteAsync("ANALYZE", cancellationToken);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync(); // Without a commit the server forgets all of it.

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await Migrator.CreateRecordAsync(connection, cancellationToken);
        foreach (var migration in manifest.Migrations)
        {
            await ApplyAsync(Migrator.Scripts.Single(script => script.Version == migration.Version), cancellationToken);
        }

        await using (var keys = new NpgsqlCommand("""
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE contype = 'f' AND conparentid = 0 AND connamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY($1)) ORDER BY 1, 2
            """, connection).With((object)Migrator.Schemas))
        {
            foreignKeys.AddRange(await keys.ReadAllAsync(row => (row.GetString(0), row.GetString(1), row.GetString(2)), cancellationToken));
        }

        await using (var triggers = new NpgsqlCommand("""
            SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND n.nspname = ANY($1)
            """, connection).With((object)Migrator.Schemas))
        {
            alwaysTriggers.AddRange(await triggers.ReadAllAsync(row => (row.GetString(0), row.GetString(1)), cancellationToken));
        }

        // In any order, then, and each checked once at the end, against all rows together.
        foreach (var (table, name, _) in foreignKeys)
        {
            await ExecuteAsync($"ALTER TABLE {table} DROP CONSTRAINT {DatabaseSnapshot.Quoted(name)}", cancellationToken);
        }

        foreach (var table in manifest.Tables)
        {
            await ExecuteAsync($"ALTER TABLE {Name(table)} DISABLE TRIGGER USER", cancellationToken); // What a trigger did then, it did.
            foreach (var week in table.Weeks)
            {
                await ExecuteAsync(PartitionKeeper.CreateSql(table.Schema, table.Name, DateOnly.ParseExact(week, "yyyyMMdd", CultureInfo.InvariantCulture)), cancellationToken);
            }
        }

        // What the scripts put in comes from the backup instead.
        await ExecuteAsync($"TRUNCATE {string.Join(", ", manifest.Tables.Select(Name))}", cancellationToken);
    }

    /// <summary>Old tables are kept under other names: a person deletes them.</summary>
    private async Task PutAsideAsync(string aside, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("SELECT nspname FROM pg_namespace WHERE nspname = ANY($1)", connection).With((object)Migrator.Schemas);
        foreach (var schema in await find.ReadAllAsync(row => row.GetString(0), cancellationToken))
        {
            await ExecuteAsync($"ALTER SCHEMA {DatabaseSnapshot.Quoted(schema)} RENAME TO {DatabaseSnapshot.Quoted(schema + aside)}", cancellationToken);
        }

        await ExecuteAsync($"ALTER TABLE IF EXISTS public.hub_migration RENAME TO {DatabaseSnapshot.Quoted("hub_migration" + aside)}", cancellationToken);
    }

    private async Task ApplyAsync(Migration script, CancellationToken cancellationToken)
    {
        await Migrator.ApplyAsync(connection, script, cancellationToken);
        await ExecuteAsync("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", cancellationToken); // As at the commit each script has elsewhere.
    }

    private async Task EndTableAsync(CancellationToken cancellationToken)
    {
        if (copy is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await copy.DisposeAsync(); // Here the server says whether it could take them.
            (copy, open) = (null, null);
        }
    }

    private Task ExecuteAsync(string sql, CancellationToken cancellationToken) => DatabaseSnapshot.ExecuteAsync(connection, sql, cancellationToken);

    [GeneratedRegex("^[a-z_][a-z0-9_]*$")]
    private static partial Regex PlainName();

    private static string Name(BackupTable table) => $"{DatabaseSnapshot.Quoted(table.Schema)}.{DatabaseSnapshot.Quoted(table.Name)}";
}
