using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Customers;

/// <summary>Changes to an identity that other modules make in their own transaction.</summary>
internal static class IdentityWrites
{
    /// <param name="at">By the provider's clock. What is older than the newest known changes nothing: events may come in another order than they happened.</param>
    public static NpgsqlBatchCommand Reachability(Guid identityId, bool reachable, string? code, DateTimeOffset? at) => new("""
        UPDATE customers.identity SET reachable = $2, reachable_code = $3, reachable_at = COALESCE($4, reachable_at) WHERE id = $1 AND COALESCE(reachable_at <= $4, true)
        """)
    {
        Parameters =
        {
            new() { Value = identityId }, new() { Value = reachable }, new() { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = (object?)at ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };

    /// <param name="until">Null: no longer. <see cref="DateTimeOffset.MaxValue"/>: for good.</param>
    public static NpgsqlBatchCommand Blocked(Guid identityId, DateTimeOffset? until) => new("UPDATE customers.identity SET blocked_until = $2 WHERE id = $1")
    {
        Parameters = { new() { Value = identityId }, new() { Value = (object?)until ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
    };

    /// <summary>The customer's identity under an address that is proven to be theirs, made if there is none; null when the address is another customer's so far.</summary>
    public static async Task<Guid?> TakeProvenAsync(NpgsqlConnection connection, Guid customerId, Guid accountId, string address, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO customers.identity AS i (id, customer_id, account_id, external_id, verified) VALUES ($1, $2, $3, $4, true)
            ON CONFLICT (account_id, external_id) DO UPDATE SET verified = true WHERE i.customer_id = excluded.customer_id RETURNING id
            """, connection);
        command.Parameters.Add(new() { Value = IdentityIds.Of(accountId, address) });
        command.Parameters.Add(new() { Value = customerId });
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = address });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>The account's owner vouches for this identity and its name; a name that a person has edited stays. The customer, if that changed anything.</summary>
    public static async Task<Guid?> VouchAsync(NpgsqlConnection connection, Guid identityId, string? name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH vouched AS (
                UPDATE customers.identity SET verified = true, display_name = COALESCE($2, display_name)
                WHERE id = $1 AND (NOT verified OR display_name IS DISTINCT FROM COALESCE($2, display_name)) RETURNING customer_id)
            UPDATE customers.customer c SET name = CASE WHEN c.name_edited THEN c.name ELSE COALESCE($2, c.name) END, version = c.version + 1
            FROM vouched WHERE c.id = vouched.customer_id RETURNING c.id
            """, connection);
        command.Parameters.Add(new() { Value = identityId });
        command.Parameters.Add(new() { Value = (object?)name ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
