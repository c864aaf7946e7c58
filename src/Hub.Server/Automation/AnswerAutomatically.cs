using Hub.Server.Conversations;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Automation;

/// <summary>
/// Answers a customer's message with the account's acknowledgement or closed-hours text, after it was accepted and never in its way. Each kind goes out
/// once per conversation and one in all per sender and day, by the unique indexes that are claimed in the transaction that queues the message; so a
/// repeated fact sends nothing. On channels with a free reply the answer spends it: without it the answer would cost a message of the quota every time,
/// and few people answer within the minute the free reply lives.
/// </summary>
internal sealed class AnswerAutomatically(
    NpgsqlDataSource dataSource, AutoReplies settings, AutoReplyTexts texts, ReplyContexts contexts, BrandCalendars calendars, SendReply send, TimeProvider time) : IFactHandler
{
    /// <summary>What is caught up later than this is no acknowledgement any more.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(15);

    public string Name => "auto-reply";

    public bool Handles(StoredFact fact) => fact.Type == ConversationFacts.ChangedType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        if (!await settings.AnyAsync(cancellationToken) || fact.Read<ConversationFacts.ChangedData>() is not { Numbers.Length: > 0 } change
            || await AskedAsync(fact.Lane, change.Numbers, cancellationToken) is not { } asked || time.GetUtcNow() - asked.At > TooLate)
        {
            return;
        }

        var reply = await settings.OfAsync(asked.AccountId, cancellationToken);
        if (await calendars.OfAsync(asked.BrandId, cancellationToken) is not { Calendar: var calendar } || reply.KindFor(calendar.IsOpen(time.GetUtcNow())) is not { } kind
            || (asked.Answered && (kind == AutoReplyKind.Acknowledgement || OnlyThanks.Is(asked.Words))))
        {
            return;
        }

        if (await contexts.ForHubAsync(fact.Lane, cancellationToken) is { } context
            && reply.In(kind, AutoReplyTexts.LanguageOf(context.Language, asked.Words)) is var (language, text)
            && texts.Render(text, language, reply, context) is { Empty.Count: 0 } rendered)
        {
            var day = DateOnly.FromDateTime(calendar.LocalAt(time.GetUtcNow()));
            await send.AutomaticAsync(
                fact.Lane, rendered.Text, kind == AutoReplyKind.Closed ? "closed" : "acknowledgement", (connection, conversation) => ClaimAsync(connection, conversation, asked.Via, kind, day, cancellationToken),
                cancellationToken, asked.Via);
        }
    }

    private sealed record Asked(Guid AccountId, Guid BrandId, DateTimeOffset At, string? Words, bool Answered, Guid? Via);

    /// <summary>
    /// The newest of these messages with which a customer says something; null when there is none: stickers and buttons ask nothing. A restored hub that may
    /// not send yet makes no answers either: the hub it was made of may have given them, and later they would be late.
    /// </summary>
    private async Task<Asked?> AskedAsync(Guid conversationId, int[] numbers, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT COALESCE(i.account_id, c.account_id), c.brand_id, m.at, COALESCE(m.content->>'body', m.content->>'caption'),
            EXISTS (SELECT 1 FROM conversations.message a WHERE a.conversation_id = m.conversation_id AND a.kind = 1 AND a.sender_type <> 3), m.via
            FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id LEFT JOIN customers.identity i ON i.id = m.via
            WHERE m.conversation_id = $1 AND COALESCE(i.account_id, c.account_id) IS NOT NULL AND m.number = ANY($2) AND m.kind = 0 AND NOT m.unsent AND m.content->>'type' IN ('text', 'file', 'location', 'email', 'unsupported')
            AND m.content->>'automatic' IS NULL AND m.content->'noAutomaticAnswer' IS DISTINCT FROM 'true'::jsonb
            AND NOT EXISTS (SELECT 1 FROM platform.restore r WHERE r.confirmed_at IS NULL)
            ORDER BY m.number DESC LIMIT 1
            """).With(conversationId, numbers);
        return await command.ReadFirstAsync(
            reader => new Asked(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetBoolean(4), reader.IdOrNull(5)),
            cancellationToken);
    }

    private static async Task<bool> ClaimAsync(NpgsqlConnection connection, ConversationState conversation, Guid? via, AutoReplyKind kind, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO automation.auto_reply_sent (conversation_id, kind, identity_id, day, at) VALUES ($1, $2, $3, $4, clock_timestamp()) ON CONFLICT DO NOTHING
            """, connection).With(conversation.Id, (short)kind, via ?? conversation.IdentityId, day);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
