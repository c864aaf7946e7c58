using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Outbox;

/// <summary>Something that happened, written in the transaction that made it happen. Facts of one lane are read in the order they were committed.</summary>
internal sealed record Fact(Guid Lane, string Type, string Data)
{
    public const int Shards = 4;

    public static Fact Create<T>(Guid lane, string type, T data) => new(lane, type, JsonSerializer.Serialize(data, HubJson.Options));

    public short Shard => (short)(Lane.ToByteArray()[15] % Shards);

    /// <param name="toldBy">The node that tells its own live view from memory; null when it is to read them from the table.</param>
    public static void AddInserts(NpgsqlBatch batch, IReadOnlyList<Fact> facts, Guid? toldBy = null)
    {
        if (facts.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand("INSERT INTO platform.fact (lane, type, data, shard, told_by) SELECT r.*, $5 FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::smallint[]) AS r");
        command.Parameters.Add(new() { Value = facts.Select(fact => fact.Lane).ToArray() });
        command.Parameters.Add(new() { Value = facts.Select(fact => fact.Type).ToArray() });
        command.Parameters.Add(new() { Value = facts.Select(fact => fact.Data).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = facts.Select(fact => fact.Shard).ToArray() });
        command.Parameters.Add(new() { Value = (object?)toldBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        batch.BatchCommands.Add(command);
    }
}

/// <summary>A fact as a reader gets it. (<see cref="Tx"/>, <see cref="Id"/>) is its place.</summary>
internal sealed record StoredFact(ulong Tx, long Id, Guid Lane, string Type, string Data, DateTimeOffset At)
{
    public T Read<T>() => JsonSerializer.Deserialize<T>(Data, HubJson.Options)!;
}
