using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Outbox;

/// <summary>What could not be processed, kept with its raw bytes until a person has replayed or discarded it.</summary>
internal sealed class ParkedItems(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Something was parked, replayed or discarded. Without data; desks ask again.</summary>
    public const string ChangedType = "parked.changed";

    public static Fact Changed { get; } = Fact.Create(Guid.Empty, ChangedType, new { });

    /// <summary>Parks once per (kind, key); parking the same again counts the attempt and keeps the newest error.</summary>
    public async Task ParkAsync(string kind, Guid? accountId, string lane, string key, ReadOnlyMemory<byte> raw, string error, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        var command = new NpgsqlBatchCommand("""
            INSERT INTO platform.parked (id, kind, account_id, lane, key, raw, error) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (kind, key) DO UPDATE SET attempts = platform.parked.attempts + 1, error = excluded.error
            """);
        command.Parameters.Add(new() { Value = NewId.Create(time) });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = (object?)accountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = lane });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = raw, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = error });
        batch.BatchCommands.Add(command);
        Fact.AddInserts(batch, [Changed]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
