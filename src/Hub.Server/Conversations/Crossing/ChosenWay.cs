using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Crossing;

/// <summary>By which address an agent wants to answer.</summary>
/// <param name="Usual">Where the customer had written from when it was chosen: once they write from elsewhere, it counts no more.</param>
internal sealed record ChosenWay(Guid IdentityId, Guid? Usual)
{
    public static ChosenWay? Read(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new(reader.GetGuid(column), reader.IdOrNull(column + 1));

    /// <summary>Where the customer sees that this agent is writing: at the address the answer will go to, if it is one of the conversation's brand. Null: nowhere.</summary>
    /// <param name="Person">The address as its provider knows it.</param>
    internal sealed record Seen(Guid IdentityId, Guid AccountId, string Person, bool Reachable, bool WorkNames);

    public static async Task<Seen?> SeenAtAsync(NpgsqlDataSource dataSource, Guid conversationId, Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH place AS (SELECT c.id, c.identity_id, c.customer_id, c.brand_id, c.side_of,
                COALESCE((SELECT COALESCE(m.via, c.identity_id) FROM conversations.message m WHERE m.conversation_id = c.id AND m.kind = 0 ORDER BY m.number DESC LIMIT 1), c.identity_id) AS usual
                FROM conversations.conversation c WHERE c.id = $1)
            SELECT i.id, i.account_id, i.external_id, i.reachable, b.work_names FROM place p JOIN integrations.brand b ON b.id = p.brand_id
            LEFT JOIN conversations.draft d ON d.conversation_id = p.id AND d.agent_id = $2 AND d.kind = 0 AND COALESCE(d.usual, p.identity_id) IS NOT DISTINCT FROM p.usual
            JOIN customers.identity i ON i.id = COALESCE(d.via, p.usual)
            JOIN integrations.channel_account a ON a.id = i.account_id
            WHERE i.id = p.identity_id OR (i.customer_id = p.customer_id AND a.brand_id = p.brand_id AND p.side_of IS NULL)
            """).With(conversationId, agentId);
        return await command.ReadFirstAsync(reader => new Seen(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4)), cancellationToken);
    }
}
