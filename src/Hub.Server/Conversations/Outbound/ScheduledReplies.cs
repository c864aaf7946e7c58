using System.Text.Json;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Replies that wait for their time. The conversation's head counts them, so that messages of customers without any cost no query.</summary>
internal static class ScheduledReplies
{
    public static void Add(ConversationBatch batch, ConversationState conversation, Guid id, Guid authorId, string? text, Guid[] files, DateTimeOffset sendAt, string[] confirmed, Letter? letter, Guid? via)
    {
        batch.Also(new NpgsqlBatchCommand("""
            INSERT INTO conversations.scheduled_reply (id, conversation_id, author_id, text, attachment_ids, send_at, confirmed, letter, via) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = conversation.Id }, new() { Value = authorId }, new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = files }, new() { Value = sendAt }, new() { Value = confirmed },
                new() { Value = letter is null ? DBNull.Value : JsonSerializer.Serialize(letter, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)via ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            },
        });
        conversation.Scheduled++;
        conversation.AppendActivity(Actor.Agent(authorId), "scheduled", new { until = sendAt }, batch.Now);
    }

    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM conversations.scheduled_reply WHERE id = $1", connection).With(id);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>The customer has written first: what was to be said may no longer fit. The words go back to their authors' drafts.</summary>
    public static void CancelAll(ConversationBatch batch, ConversationState conversation)
    {
        batch.Also(ToDrafts("conversation_id = $1", conversation.Id));
        conversation.Scheduled = 0;
        conversation.AppendActivity(Actor.System, "scheduleCancelled", null, batch.Now);
    }

    /// <summary>Ends scheduled replies and gives their words back to their authors, below what those have typed since.</summary>
    public static NpgsqlBatchCommand ToDrafts(string which, params object[] values)
    {
        var command = new NpgsqlBatchCommand($"""
            WITH gone AS (DELETE FROM conversations.scheduled_reply WHERE {which} RETURNING conversation_id, author_id, text, send_at, letter)
            INSERT INTO conversations.draft (conversation_id, agent_id, kind, text, letter)
            SELECT conversation_id, author_id, 0, string_agg(text, E'\n\n' ORDER BY send_at), (array_agg(letter || jsonb_build_object('chosen', position(E'\n\n-- \n' IN COALESCE(text, '')) > 0) ORDER BY send_at DESC))[1] FROM gone WHERE text IS NOT NULL GROUP BY conversation_id, author_id
            ON CONFLICT (conversation_id, agent_id, kind) DO UPDATE SET text = concat_ws(E'\n\n', NULLIF(draft.text, ''), excluded.text), letter = COALESCE(draft.letter, excluded.letter), updated_at = clock_timestamp()
            """);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
