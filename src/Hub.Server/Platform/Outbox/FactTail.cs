using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Platform.Outbox;

/// <summary>Reads facts in the order (tx, id), never past a transaction that is still running, so that nothing can appear behind the reader.</summary>
internal sealed class FactTail(NpgsqlDataSource dataSource)
{
    /// <summary>The place after everything that is committed and settled now.</summary>
    public async Task<(ulong Tx, long Id)> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        return ((ulong)(await command.ExecuteScalarAsync(cancellationToken))!, 0);
    }

    /// <param name="shard">Only this shard, or all.</param>
    /// <returns>The facts after the place, and whether newer ones exist that cannot be read yet.</returns>
    public async Task<(List<StoredFact> Facts, bool More)> ReadAsync((ulong Tx, long Id) after, short? shard, int limit, CancellationToken cancellationToken)
    {
        // The limit is part of the text: as a parameter its size is unknown to a kept plan, and PostgreSQL plans anew each time.
        await using var command = dataSource.CreateCommand($"""
            SELECT tx, id, lane, type, data::text, at, tx < pg_snapshot_xmin(pg_current_snapshot()) FROM platform.fact
            WHERE (tx, id) > ($1, $2) {(shard is null ? "" : "AND shard = $3")} ORDER BY tx, id LIMIT {limit}
            """);
        command.Parameters.Add(new() { Value = after.Tx, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = after.Id });
        if (shard is not null)
        {
            command.Parameters.Add(new() { Value = shard });
        }

        var facts = new List<StoredFact>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.GetBoolean(6))
            {
                return (facts, true);
            }

            facts.Add(new StoredFact(
                reader.GetFieldValue<ulong>(0), reader.GetInt64(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return (facts, facts.Count == limit);
    }
}
