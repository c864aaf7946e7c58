using System.Globalization;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>
/// Has somebody else just answered this customer in another conversation? Two people who answer the same question on two channels contradict each other.
/// Which one it is and who wrote is told to those who may see it.
/// </summary>
internal static class AnsweredElsewhere
{
    public const string Code = "answered_elsewhere";
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(15);

    public static async Task<List<SendQuestion>> AskAsync(NpgsqlConnection connection, ConversationState conversation, CurrentAgent agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (conversation.SideOf is not null)
        {
            return [];
        }

        await using var command = new NpgsqlCommand("", connection).With(conversation.CustomerId, conversation.Id, now - JustNow, agent.Id);
        command.CommandText = $"""
            SELECT c.number, g.name, {ConversationAccess.ForAgent(agent, command)} FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
            CROSS JOIN LATERAL (SELECT m.sender_id, m.at FROM conversations.message m WHERE m.conversation_id = c.id AND m.kind = 1 AND m.sender_type IN (1, 2) AND m.state <> 7
                ORDER BY m.number DESC LIMIT 1) last LEFT JOIN identity.agent g ON g.id = last.sender_id
            WHERE c.customer_id = $1 AND c.id <> $2 AND c.side_of IS NULL AND h.last_activity_at > $3 AND last.at > $3 AND last.sender_id IS DISTINCT FROM $4 ORDER BY last.at DESC LIMIT 1
            """;
        return await command.ReadAllAsync(
            reader => reader.GetBoolean(2) ? new SendQuestion(Code, "#" + reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), reader.TextOrNull(1)) : new SendQuestion(Code), cancellationToken);
    }
}
