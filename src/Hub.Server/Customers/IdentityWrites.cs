using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Customers;

/// <summary>Changes to an identity that other modules make in their own transaction.</summary>
internal static class IdentityWrites
{
    public static NpgsqlBatchCommand Reachability(Guid identityId, bool reachable, string? code) => new(
        "UPDATE customers.identity SET reachable = $2, reachable_code = $3 WHERE id = $1")
    {
        Parameters = { new() { Value = identityId }, new() { Value = reachable }, new() { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
    };
}
