using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.WebChat;

/// <summary>A visitor's own history: all their conversations as one list, without notes and activities.</summary>
internal sealed class VisitorMessages(NpgsqlDataSource dataSource, MessageReader messages, VisitorBroadcast view)
{
    /// <summary>The conversations of a visitor ($1): those that began here, and those this chat has joined, each with the place its messages have among all of theirs.</summary>
    private const string Theirs = """
        (SELECT c.id, c.number, NULL::uuid AS via, c.identity_id, true AS still FROM conversations.conversation c WHERE c.identity_id = ANY($1)
        UNION ALL SELECT j.conversation_id, j.place, j.identity_id, j.identity_id, j.ended_at IS NULL FROM conversations.joined_identity j WHERE j.identity_id = ANY($1)) c
        """;

    public async Task<VisitorApi.MessagePage> PageAsync(Visitor visitor, long? after, long? before, int limit, CancellationToken cancellationToken)
    {
        var newestFirst = after is null;
        var (fromConversation, fromMessage) = after is { } low ? VisitorPlace.Split(low) : (0, 0);
        var (toConversation, toMessage) = before is { } high ? VisitorPlace.Split(high) : (long.MaxValue, int.MaxValue);
        await using var command = dataSource.CreateCommand($"""
            SELECT m.conversation_id, m.number FROM {Theirs} JOIN conversations.message m ON m.conversation_id = c.id AND m.via IS NOT DISTINCT FROM c.via
            WHERE (m.kind = 0 OR (m.kind = 1 AND m.state IN (2, 3, 4, 6))) AND (c.number, m.number) > ($2, $3) AND (c.number, m.number) < ($4, $5)
            ORDER BY c.number {(newestFirst ? "DESC" : "ASC")}, m.number {(newestFirst ? "DESC" : "ASC")} LIMIT $6
            """).With(new[] { visitor.IdentityId }, fromConversation, fromMessage, toConversation, toMessage, limit + 1);
        var found = await command.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetInt32(1)), cancellationToken);
        var more = found.Count > limit;
        var page = more ? found[..limit] : found;
        var items = page.Count == 0 ? [] : (await messages.ByNumbersAsync(page, cancellationToken)).Select(view.View).OfType<VisitorMessage>().OrderBy(message => message.Number).ToList();
        return new VisitorApi.MessagePage(items, more);
    }

    public async Task<VisitorApi.SessionConversation?> ConversationAsync(Visitor visitor, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT h.status FROM {Theirs} JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.still ORDER BY c.number DESC LIMIT 1
            """).With((object)new[] { visitor.IdentityId });
        return await command.ExecuteScalarAsync(cancellationToken) is short status
            ? new VisitorApi.SessionConversation((ConversationStatus)status == ConversationStatus.Resolved ? "resolved" : "open")
            : null;
    }

    /// <summary>What <see cref="ConversationAsync"/> says, for several visitors.</summary>
    public async Task<List<(Guid IdentityId, ConversationStatus Status)>> StatusesAsync(Guid[] identityIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT DISTINCT ON (c.identity_id) c.identity_id, h.status FROM {Theirs} JOIN conversations.conversation_head h ON h.conversation_id = c.id
            WHERE c.still ORDER BY c.identity_id, c.number DESC
            """).With((object)identityIds);
        return await command.ReadAllAsync(reader => (reader.GetGuid(0), (ConversationStatus)reader.GetInt16(1)), cancellationToken);
    }

    public async Task<bool> IsNewestAsync(Visitor visitor, long conversationNumber, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT max(c.number) FROM {Theirs} JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.still").With((object)new[] { visitor.IdentityId });
        return await command.ExecuteScalarAsync(cancellationToken) is long newest && newest == conversationNumber;
    }

    public async Task<Guid?> NewestIdAsync(Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT c.id FROM {Theirs} JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.still ORDER BY c.number DESC LIMIT 1").With((object)new[] { identityId });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
