using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Outbox;

/// <summary>How far each handler has come in each shard. Written with <c>synchronous_commit = off</c>: losing the last step only repeats harmless work.</summary>
internal sealed class OutboxCursors(NpgsqlDataSource dataSource)
{
    /// <summary>Gives the handlers that are new to this installation their places: now. Whoever has one keeps it.</summary>
    public async Task BeginAsync(string[] handlers, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            INSERT INTO platform.cursor (handler, shard, tx, fact_id)
            SELECT handler, shard, pg_snapshot_xmin(pg_current_snapshot()), 0 FROM unnest($1) handler, generate_series(0, $2 - 1) shard
            ON CONFLICT (handler, shard) DO NOTHING
            """).With(handlers, (int)Fact.Shards);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<(ulong Tx, long Id)> ReadAsync(string handler, short shard, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT tx, fact_id FROM platform.cursor WHERE handler = $1 AND shard = $2").With(handler, shard);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetFieldValue<ulong>(0), reader.GetInt64(1))
            : throw new InvalidOperationException($"The handler {handler} has no place in shard {shard}.");
    }

    public async Task WriteAsync(IReadOnlyList<(string Handler, short Shard, (ulong Tx, long Id) Place)> places, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("SET LOCAL synchronous_commit = off") } };
        foreach (var (handler, shard, place) in places)
        {
            // Forward only: an earlier holder of the shard that wakes up late cannot take it back.
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                INSERT INTO platform.cursor AS c (handler, shard, tx, fact_id) VALUES ($1, $2, $3, $4)
                ON CONFLICT (handler, shard) DO UPDATE SET tx = excluded.tx, fact_id = excluded.fact_id WHERE (c.tx, c.fact_id) < (excluded.tx, excluded.fact_id)
                """)
            {
                Parameters = { new() { Value = handler }, new() { Value = shard }, new() { Value = place.Tx, NpgsqlDbType = NpgsqlDbType.Xid8 }, new() { Value = place.Id } },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
