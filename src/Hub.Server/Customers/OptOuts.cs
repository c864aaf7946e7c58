using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Customers;

/// <summary>Since when a customer wants no messages on a channel, and who said so: "word" (the customer), "provider", "agent".</summary>
internal sealed record OptOut(string Source, DateTimeOffset At, Guid? By);

/// <summary>
/// Who wants no messages, by kind of channel and address. Writers run in the caller's transaction. The wish belongs to the address, so it counts for every
/// account of that kind and for whichever customer the address is with.
/// </summary>
internal static class OptOuts
{
    public const string ByWord = "word", ByProvider = "provider", ByAgent = "agent";

    /// <returns>Whether it is new; an earlier wish keeps its date and source.</returns>
    public static async Task<bool> RecordAsync(NpgsqlConnection connection, string channel, Guid identityId, string source, Guid? accountId, Guid? by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO customers.opt_out (channel, address, source, account_id, at, by_agent) SELECT $1, i.external_id, $3, $4, $5, $6 FROM customers.identity i WHERE i.id = $2
            ON CONFLICT DO NOTHING
            """, connection).With(channel, identityId, source);
        command.Parameters.Add(new() { Value = (object?)accountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = at });
        command.Parameters.Add(new() { Value = (object?)by ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <returns>Whether there was one.</returns>
    public static async Task<bool> EndAsync(NpgsqlConnection connection, string channel, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM customers.opt_out o USING customers.identity i WHERE i.id = $2 AND o.channel = $1 AND o.address = i.external_id", connection).With(channel, identityId);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static async Task<bool> IsAsync(NpgsqlConnection connection, string channel, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT 1 FROM customers.opt_out o JOIN customers.identity i ON i.external_id = o.address WHERE i.id = $2 AND o.channel = $1", connection).With(channel, identityId);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
