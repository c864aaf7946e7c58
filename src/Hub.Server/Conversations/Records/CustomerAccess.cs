using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>
/// Who sees a customer: whoever sees one of their conversations. One who has none yet is like a conversation without owner and team: seen by everybody
/// with <c>conversations.see_unassigned</c>.
/// </summary>
internal static class CustomerAccess
{
    public static bool MaySeeWithoutConversation(CurrentAgent agent) => agent.Can(Permissions.SeeAllConversations) || agent.Can(Permissions.SeeUnassigned);

    public static async Task<bool> MaySeeAsync(NpgsqlDataSource dataSource, CurrentAgent agent, Guid customerId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand().With(customerId);
        var rule = ConversationAccess.ForAgent(agent, command);
        command.CommandText = rule == ConversationAccess.Everything ? "SELECT 1 FROM customers.customer WHERE id = $1" : $"""
            SELECT 1 FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.customer_id = $1 AND {rule}
            {(MaySeeWithoutConversation(agent) && agent.Asked.All(agent.Can) ? "UNION ALL SELECT 1 FROM customers.customer cu WHERE cu.id = $1 AND NOT EXISTS (SELECT 1 FROM conversations.conversation c WHERE c.customer_id = $1)" : "")} LIMIT 1
            """;
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
