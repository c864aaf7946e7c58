using System.Globalization;
using Npgsql;

namespace Hub.Server.Platform.Database;

/// <summary>A table that is kept in weekly partitions and loses them when they are old.</summary>
internal sealed record PartitionedTable(string Schema, string Name, TimeSpan Keep);

/// <summary>Makes the partitions of the coming weeks before anything is written, and drops those whose time has passed. Any node may; a lock lets one.</summary>
internal sealed partial class PartitionKeeper(NpgsqlDataSource dataSource, IEnumerable<PartitionedTable> tables, TimeProvider time, ILogger<PartitionKeeper> logger) : BackgroundService
{
    private const int WeeksAhead = 3;
    private const long LockKey = 0x4372_6d50_6172;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await KeepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(6), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    /// <summary>Called once before the server listens, then four times a day.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey}); SET LOCAL lock_timeout = '10s'; SET LOCAL timezone = 'UTC'", cancellationToken);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        foreach (var table in tables)
        {
            for (var week = -1; week <= WeeksAhead; week++)
            {
                var from = monday.AddDays(7 * week);
                await ExecuteAsync(connection, CreateSql(table.Schema, table.Name, from), cancellationToken);
            }

            foreach (var old in await OldAsync(connection, table, monday, cancellationToken))
            {
                await ExecuteAsync(connection, $"DROP TABLE {table.Schema}.{old}", cancellationToken);
                Log.Dropped(logger, old);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Makes one week's partition. Weeks begin by UTC, so the session's time zone must be that.</summary>
    public static string CreateSql(string schema, string name, DateOnly from) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE IF NOT EXISTS {schema}.{name}_{from:yyyyMMdd} PARTITION OF {schema}.{name}
        FOR VALUES FROM ('{from:yyyy-MM-dd}') TO ('{from.AddDays(7):yyyy-MM-dd}')
        """);

    private static async Task<List<string>> OldAsync(NpgsqlConnection connection, PartitionedTable table, DateOnly monday, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass", connection).With($"{table.Schema}.{table.Name}");
        var names = await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
        return names.FindAll(name => DateOnly.TryParseExact(name[(table.Name.Length + 1)..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && from.AddDays(7) < monday.AddDays(-(int)table.Keep.TotalDays));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1121, LogLevel.Information, "Dropped the old partition {Partition}")]
        public static partial void Dropped(ILogger logger, string partition);

        [LoggerMessage(1122, LogLevel.Error, "Partitions could not be kept; writes stop when the last one made is full")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
