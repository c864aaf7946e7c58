using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Crossing;

/// <summary>
/// A customer with an open conversation who writes on another channel is given to whoever has that one, if they are active and may answer there too. Decided
/// after the message was taken, and only while nobody has the new one.
/// </summary>
internal sealed class GiveToSameOwner(NpgsqlDataSource dataSource, Agents agents, FactSignal signal, TimeProvider time) : IFactHandler
{
    public string Name => "same-owner";

    public bool Handles(StoredFact fact) => fact.Type == ConversationFacts.ChangedType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        if (fact.Read<ConversationFacts.ChangedData>() is not { StatusChanged: true, SideOf: null, IdentityId: not null }
            || await OtherAsync(fact.Lane, cancellationToken) is not { } other || await agents.GetAsync(other.OwnerId, cancellationToken) is not { Active: true } owner)
        {
            return;
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, fact.Lane, cancellationToken);
        if (!batch.Conversations.TryGetValue(fact.Lane, out var conversation) || conversation is not { OwnerId: null } || conversation.Status.IsClosed()
            || !ConversationAccess.May(owner, Permissions.Reply, new Whose(owner.Id, conversation.TeamId, conversation.BrandId)))
        {
            return;
        }

        conversation.Assign(
            Actor.System, owner.Id, conversation.TeamId,
            new { ownerId = owner.Id, ownerName = owner.Name, teamId = conversation.TeamId, because = "sameOwner", conversationId = other.Id, number = other.Number }, batch.Now);
        await batch.CommitAsync(cancellationToken);
        signal.Raise();
    }

    private sealed record Other(Guid Id, long Number, Guid OwnerId);

    /// <summary>Of one that is open, has nobody, and in which the customer has the last word: the newest open one of theirs that somebody has.</summary>
    private async Task<Other?> OtherAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT o.id, o.number, oh.owner_id FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
            JOIN conversations.conversation o ON o.customer_id = c.customer_id AND o.id <> c.id AND o.side_of IS NULL JOIN conversations.conversation_head oh ON oh.conversation_id = o.id
            WHERE c.id = $1 AND h.owner_id IS NULL AND NOT h.status = ANY($2) AND h.preview_kind = 0 AND oh.owner_id IS NOT NULL AND NOT oh.status = ANY($2)
            ORDER BY oh.last_activity_at DESC, o.id LIMIT 1
            """).With(conversationId, ConversationStatuses.Closed);
        return await command.ReadFirstAsync(reader => new Other(reader.GetGuid(0), reader.GetInt64(1), reader.GetGuid(2)), cancellationToken);
    }
}
