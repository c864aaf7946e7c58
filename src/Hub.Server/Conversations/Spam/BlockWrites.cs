using Hub.Server.Customers;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Spam;

/// <summary>The statements that block and unblock a sender, for the caller's transaction.</summary>
internal static class BlockWrites
{
    public static IEnumerable<NpgsqlBatchCommand> Block(Guid id, Guid identityId, string reason, DateTimeOffset? until, Guid agentId, DateTimeOffset at) =>
    [
        new("""
            INSERT INTO conversations.block (id, identity_id, reason, until, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (identity_id) DO UPDATE SET reason = excluded.reason, until = excluded.until, created_by = excluded.created_by, created_at = excluded.created_at
            """)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = identityId }, new() { Value = reason }, new() { Value = (object?)until ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = agentId }, new() { Value = at },
            },
        },
        IdentityWrites.Blocked(identityId, until ?? DateTimeOffset.MaxValue),
    ];

    public static IEnumerable<NpgsqlBatchCommand> Unblock(Guid identityId) =>
    [
        new("DELETE FROM conversations.block WHERE identity_id = $1") { Parameters = { new() { Value = identityId } } },
        IdentityWrites.Blocked(identityId, null),
    ];
}
