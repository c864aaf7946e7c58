using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary>
/// Counts deliveries by account and hour, beside the path they come in by: what stands in the table of deliveries is looked at once, in the order of its ids.
/// Any node may; the row of the last look lets one.
/// </summary>
internal sealed class CountTraffic(NpgsqlDataSource dataSource)
{
    private const int PerStep = 100_000;

    /// <summary>What an answered webhook or a collected mail leaves behind is counted at the second look after it.</summary>
    /// <param name="apart">How long ago the look before must be: an id that was given then has been committed, or never will be.</param>
    public async Task RunAsync(TimeSpan apart, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        while (await StepAsync(connection, apart, cancellationToken))
        {
            apart = TimeSpan.Zero;
        }
    }

    /// <summary>True when there is more to count up to what the look before has seen.</summary>
    private static async Task<bool> StepAsync(NpgsqlConnection connection, TimeSpan apart, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var look = new NpgsqlCommand("""
            SELECT up_to, seen, (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM conversations.delivery_id_seq) FROM conversations.traffic_counted WHERE seen_at <= clock_timestamp() - $1 FOR UPDATE SKIP LOCKED
            """, connection).With(apart);
        if (await look.ReadFirstAsync(reader => new { UpTo = reader.GetInt64(0), Seen = reader.GetInt64(1), Last = reader.GetInt64(2) }, cancellationToken) is not { } known)
        {
            return false;
        }

        var until = Math.Min(known.Seen, known.UpTo + PerStep);
        var more = until < known.Seen;
        await using var count = new NpgsqlCommand("""
            WITH counted AS (SELECT account_id, date_trunc('hour', received_at) AS hour, count(*)::int AS received, max(received_at) AS newest
                FROM conversations.delivery WHERE id > $1 AND id <= $2 GROUP BY 1, 2),
            added AS (INSERT INTO conversations.account_traffic AS t (account_id, hour, received) SELECT account_id, hour, received FROM counted
                ON CONFLICT (account_id, hour) DO UPDATE SET received = t.received + excluded.received),
            heard AS (INSERT INTO conversations.account_health AS h (account_id, received_at) SELECT account_id, max(newest) FROM counted GROUP BY 1
                ON CONFLICT (account_id) DO UPDATE SET received_at = greatest(h.received_at, excluded.received_at)),
            old AS (DELETE FROM conversations.account_traffic WHERE hour < clock_timestamp() - interval '56 days')
            UPDATE conversations.traffic_counted SET up_to = $2, seen = CASE WHEN $4 THEN seen ELSE $3 END, seen_at = clock_timestamp()
            """, connection).With(known.UpTo, until, known.Last, more);
        await count.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return more;
    }
}
