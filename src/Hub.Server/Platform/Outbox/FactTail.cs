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

    /// <summary>The facts of one shard after the place, and whether newer ones exist that cannot be read yet.</summary>
    public async Task<(List<StoredFact> Facts, bool More)> ReadAsync((ulong Tx, long Id) after, short shard, int limit, CancellationToken cancellationToken)
    {
        // The limit is part of the text: as a parameter its size is unknown to a kept plan, and PostgreSQL plans anew each time.
        await using var command = dataSource.CreateCommand($"""
            SELECT tx, id, lane, type, data::text, at, tx < pg_snapshot_xmin(pg_current_snapshot()) FROM platform.fact
            WHERE (tx, id) > ($1, $2) AND shard = $3 ORDER BY tx, id LIMIT {limit}
            """);
        command.Parameters.Add(new() { Value = after.Tx, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = after.Id });
        command.Parameters.Add(new() { Value = shard });

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

    /// <summary>The facts of all shards after the place, without those this node has told already; how far that reaches; and whether there is more.</summary>
    public async Task<(List<StoredFact> Facts, (ulong Tx, long Id) Place, bool More)> ReadUntoldAsync((ulong Tx, long Id) after, Guid toldBy, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT tx, id, tx < pg_snapshot_xmin(pg_current_snapshot()), told_by IS NOT DISTINCT FROM $3, lane, type, CASE WHEN told_by = $3 THEN NULL ELSE data::text END, at
            FROM platform.fact WHERE (tx, id) > ($1, $2) ORDER BY tx, id LIMIT {limit}
            """);
        command.Parameters.Add(new() { Value = after.Tx, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = after.Id });
        command.Parameters.Add(new() { Value = toldBy });
        var (facts, place, rows, settled) = (new List<StoredFact>(), after, 0, true);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
            settled &= reader.GetBoolean(2);
            if (reader.GetBoolean(3))
            {
                place = settled ? (reader.GetFieldValue<ulong>(0), reader.GetInt64(1)) : place;
                continue;
            }

            if (!settled)
            {
                return (facts, place, true);
            }

            place = (reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            facts.Add(new StoredFact(place.Tx, place.Id, reader.GetGuid(4), reader.GetString(5), reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7)));
        }

        return (facts, place, rows == limit);
    }
}
