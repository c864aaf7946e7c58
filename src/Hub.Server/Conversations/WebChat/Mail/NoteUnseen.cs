using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <summary>Remembers when an answer in a chat is to go on as mail, unless it is seen before: <see cref="ContinueByMail"/> looks then. Only where a proven address is known.</summary>
internal sealed class NoteUnseen(NpgsqlDataSource dataSource, ChatSites sites) : IFactHandler
{
    public string Name => "unseen-replies";

    public bool Handles(StoredFact fact) => fact.Type == ConversationFacts.ChangedType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        if (!await sites.AnyContinueAsync(cancellationToken) || fact.Read<ConversationFacts.ChangedData>() is not { IdentityId: not null, Numbers.Length: > 0 } change
            || await FirstAsync(fact.Lane, change.Numbers, cancellationToken) is not { } reply || (await sites.OfAsync(reply.AccountId, cancellationToken)).Settings.ContinueMinutes is not { } minutes)
        {
            return;
        }

        // What is noted already is touched: whoever has just found nothing unseen must not forget it with this answer in it.
        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.unseen_reply AS u (conversation_id, due_at) VALUES ($1, $2) ON CONFLICT (conversation_id) DO UPDATE SET due_at = u.due_at
            """).With(fact.Lane, reply.At.AddMinutes(minutes));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Reply(Guid AccountId, DateTimeOffset At);

    private async Task<Reply?> FirstAsync(Guid conversationId, int[] numbers, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT c.account_id, min(m.at) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.number = ANY($2) AND m.kind = 1 AND m.sender_type IN (1, 2) AND m.via IS NULL AND m.state IN (2, 3) AND c.account_id IS NOT NULL
            AND EXISTS (SELECT 1 FROM conversations.visitor_address a WHERE a.identity_id = c.identity_id AND a.verified_at IS NOT NULL) GROUP BY c.account_id
            """).With(conversationId, numbers);
        return await command.ReadFirstAsync(reader => new Reply(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)), cancellationToken);
    }
}
