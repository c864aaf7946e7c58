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
}
