using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace Hub.Server.Platform.Database;

/// <summary>One numbered script.</summary>
internal sealed record Migration(int Version, string Name, string Sql);

/// <summary>
/// Brings any older database to this version: numbered SQL scripts, each in its own transaction, under one advisory lock so that several
/// nodes can start at once. A database newer than this server is refused.
/// </summary>
internal static partial class Migrator
{
    private const long LockKey = 0x4372_6d48_7562; // "CrmHub"

    /// <summary>Every script this server has, in order.</summary>
    public static IReadOnlyList<Migration> Scripts { get; } = ReadScripts();

    /// <summary>The newest schema version this server knows.</summary>
    public static int CurrentVersion => Scripts[^1].Version;

    /// <summary>The schemas the scripts make: what belongs to the hub in a database it may share with others.</summary>
    public static string[] Schemas { get; } =
        [.. Scripts.SelectMany(script => SchemaName().Matches(script.Sql).Select(match => match.Groups[1].Value)).Distinct()];

    public static async Task MigrateAsync(NpgsqlDataSource dataSource, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (Missing(await AppliedAsync(connection, cancellationToken)).Count == 0)
        {
            return; // Without the lock, which a backup may hold for long.
        }

        if (!await TryLockAsync(connection, cancellationToken))
        {
            Log.Waiting(logger);
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        }

        try
        {
            await CreateRecordAsync(connection, cancellationToken);
            foreach (var script in Missing(await AppliedAsync(connection, cancellationToken)))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await ExecuteAsync(connection, "SET LOCAL lock_timeout = '30s'", cancellationToken);
                await ApplyAsync(connection, script, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                Log.Applied(logger, script.Version, script.Name);
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>The versions a database has; empty for one that is not the hub's yet.</summary>
    public static async Task<HashSet<int>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('public.hub_migration') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return [];
        }

        await using var command = new NpgsqlCommand("SELECT version FROM public.hub_migration", connection);
        return [.. await command.ReadAllAsync(reader => reader.GetInt32(0), cancellationToken)];
    }

    public static Task CreateRecordAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ExecuteAsync(
        connection, "CREATE TABLE IF NOT EXISTS public.hub_migration (version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())", cancellationToken);

    /// <summary>Runs one script in the caller's transaction.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, Migration script, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, script.Sql, cancellationToken);
        await using var record = new NpgsqlCommand("INSERT INTO public.hub_migration (version, name) VALUES ($1, $2)", connection).With(script.Version, script.Name);
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps the schema as it is for as long as the connection lives: a newer server that starts meanwhile waits before it migrates.</summary>
    public static Task HoldSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, $"SELECT pg_advisory_lock_shared({LockKey})", cancellationToken);

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({LockKey})", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static List<Migration> Missing(HashSet<int> applied) => applied.Count > 0 && applied.Max() > CurrentVersion
        ? throw new StartupException(
            $"The database is at schema version {applied.Max()}, this server knows versions up to {CurrentVersion}. " +
            "It was used by a newer CrmHub: start that version again, or restore a backup made with this one.")
        : [.. Scripts.Where(script => !applied.Contains(script.Version))];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<Migration> ReadScripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string marker = ".Migrations.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(marker, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name =>
            {
                var file = name[(name.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..^4];
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Migration(int.Parse(file[..4], System.Globalization.CultureInfo.InvariantCulture), file, reader.ReadToEnd());
            })
            .OrderBy(script => script.Version)];
    }

    [GeneratedRegex(@"CREATE SCHEMA (?:IF NOT EXISTS )?([a-z_]+)")]
    private static partial Regex SchemaName();

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Applied migration {Version} ({Name})")]
        public static partial void Applied(ILogger logger, int version, string name);

        [LoggerMessage(1002, LogLevel.Warning, "Waiting for a backup or another node before the database is migrated")]
        public static partial void Waiting(ILogger logger);
    }
}
