using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Attention;

/// <summary>
/// The list of sends a person has to settle, and its count on the conversation: changed together and nowhere else, so that they cannot part.
/// Only failures come here, so the statement of its own costs the message path nothing.
/// </summary>
internal static class UnsettledSends
{
    /// <returns>False when it was there already.</returns>
    public static async Task<bool> AddAsync(ConversationBatch batch, ConversationState conversation, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO conversations.unsettled_send (conversation_id, number, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", batch.Connection)
            .With(conversation.Id, number, batch.Now);
        return await CountAsync(command, conversation, 1, cancellationToken);
    }

    /// <returns>False when somebody had settled it before.</returns>
    public static async Task<bool> RemoveAsync(ConversationBatch batch, ConversationState conversation, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM conversations.unsettled_send WHERE conversation_id = $1 AND number = $2", batch.Connection).With(conversation.Id, number);
        return await CountAsync(command, conversation, -1, cancellationToken);
    }

    /// <summary>With their messages, into another conversation.</summary>
    public static async Task MoveAsync(ConversationBatch batch, ConversationState from, ConversationState into, IReadOnlyList<(int From, int To)> places, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            UPDATE conversations.unsettled_send u SET conversation_id = $2, number = p.new FROM unnest($3::int[], $4::int[]) AS p(old, new) WHERE u.conversation_id = $1 AND u.number = p.old
            """, batch.Connection).With(from.Id, into.Id, places.Select(place => place.From).ToArray(), places.Select(place => place.To).ToArray());
        if (await command.ExecuteNonQueryAsync(cancellationToken) is > 0 and var moved)
        {
            from.Attention -= moved;
            into.Attention += moved;
            from.Touch();
            into.Touch();
        }
    }

    /// <summary>After rows were written past this class, as the demo's are.</summary>
    public static async Task RebuildAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO conversations.unsettled_send (conversation_id, number, at) SELECT m.conversation_id, m.number, COALESCE(m.state_at, m.at) FROM conversations.conversation_head h
            JOIN conversations.message m ON m.conversation_id = h.conversation_id AND m.kind = 1 AND m.state IN (5, 6) WHERE h.attention > 0 ON CONFLICT DO NOTHING
            """, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> CountAsync(NpgsqlCommand command, ConversationState conversation, int change, CancellationToken cancellationToken)
    {
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        conversation.Attention += change;
        conversation.Touch();
        return true;
    }
}
