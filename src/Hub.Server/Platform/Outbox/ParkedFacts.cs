using System.Globalization;
using System.Text.Json;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Platform.Outbox;

/// <summary>Facts a handler could not take, lane by lane. Few or none: the lanes are looked up by index only while there are any.</summary>
internal sealed class ParkedFacts(NpgsqlDataSource dataSource, IEnumerable<IFactHandler> handlers, TimeProvider time)
{
    private readonly Dictionary<string, IFactHandler> handlers = handlers.ToDictionary(handler => handler.Name, StringComparer.Ordinal);
    private readonly CachedRead<HashSet<(string, string)>> lanes = new(TimeSpan.FromSeconds(1), time);

    public async ValueTask<bool> IsLaneParkedAsync(string handler, Guid lane, CancellationToken cancellationToken) =>
        (await lanes.GetAsync(ReadLanesAsync, cancellationToken)).Contains((handler, lane.ToString()));

    public async Task ParkAsync(string handler, StoredFact fact, string error, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO platform.parked (id, kind, handler, lane, key, raw, error) VALUES ($1, 'fact', $2, $3, $4, $5, $6) ON CONFLICT (kind, key) DO NOTHING
            """)
        {
            Parameters =
            {
                new() { Value = NewId.Create(time) }, new() { Value = handler }, new() { Value = fact.Lane.ToString() }, new() { Value = KeyOf(handler, fact) },
                new() { Value = JsonSerializer.SerializeToUtf8Bytes(fact, HubJson.Options) }, new() { Value = error },
            },
        });
        Fact.AddInserts(batch, [ParkedItems.Changed]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        lanes.Forget();
    }

    /// <summary>Hands the lane's parked facts to their handler in order, until one fails. Null when the lane is free again, else the error.</summary>
    public async Task<string?> ReplayLaneAsync(string handlerName, string lane, CancellationToken cancellationToken)
    {
        if (!handlers.TryGetValue(handlerName, out var handler))
        {
            return $"There is no handler {handlerName} any more.";
        }

        try
        {
            while (true)
            {
                await using var find = dataSource.CreateCommand("SELECT id, raw FROM platform.parked WHERE kind = 'fact' AND handler = $1 AND lane = $2 ORDER BY key LIMIT 1").With(handlerName, lane);
                var item = await find.ReadFirstAsync(reader => new { Id = reader.GetGuid(0), Raw = reader.GetFieldValue<byte[]>(1) }, cancellationToken);
                if (item is null)
                {
                    return null;
                }

                try
                {
                    await handler.HandleAsync(JsonSerializer.Deserialize<StoredFact>(item.Raw, HubJson.Options)!, cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    await using var count = dataSource.CreateCommand("UPDATE platform.parked SET attempts = attempts + 1, error = $2 WHERE id = $1").With(item.Id, exception.GetType().Name);
                    await count.ExecuteNonQueryAsync(cancellationToken);
                    return exception.GetType().Name;
                }

                await using var settle = dataSource.CreateBatch();
                settle.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM platform.parked WHERE id = $1") { Parameters = { new() { Value = item.Id } } });
                Fact.AddInserts(settle, [ParkedItems.Changed]);
                await settle.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        finally
        {
            lanes.Forget();
        }
    }

    private async Task<HashSet<(string, string)>> ReadLanesAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT DISTINCT handler, lane FROM platform.parked WHERE kind = 'fact'");
        return [.. await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetString(1)), cancellationToken)];
    }

    // The place as fixed-width text, so that the order of keys is the order of facts.
    private static string KeyOf(string handler, StoredFact fact) => string.Create(CultureInfo.InvariantCulture, $"{handler}/{fact.Tx:d20}/{fact.Id:d20}");
}
