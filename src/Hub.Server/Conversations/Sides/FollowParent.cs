using Hub.Server.Conversations.Notifications;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Sides;

/// <summary>
/// Keeps a conversation and what was asked beside it together: an answer is told in the customer's conversation, which comes back to open by it; and who has the one
/// has the other.
/// </summary>
internal sealed class FollowParent(NpgsqlDataSource dataSource, FactSignal signal, TimeProvider time) : IFactHandler
{
    public string Name => "follow-parent";

    public bool Handles(StoredFact fact) => fact.Type == ConversationFacts.ChangedType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        var change = fact.Read<ConversationFacts.ChangedData>();
        if (change.SideOf is { } parent && change.Numbers.Length > 0)
        {
            await TellAsync(parent, fact.Lane, change.Numbers, cancellationToken);
        }
        else if (change is { SideOf: null, Moved: true, Created: false })
        {
            await MoveAsync(fact.Lane, cancellationToken);
        }
    }

    /// <summary>The same answer is told once, however often the fact comes.</summary>
    private async Task TellAsync(Guid parentId, Guid sideId, int[] numbers, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, parentId, cancellationToken);
        await using var find = new NpgsqlCommand("""
            SELECT m.number, COALESCE(m.content->'from'->>'name', m.content->'from'->>'address', '') FROM conversations.message m
            WHERE m.conversation_id = $1 AND m.number = ANY($2) AND m.kind = 0 AND m.content->>'automatic' IS NULL AND NOT EXISTS (SELECT 1 FROM conversations.message t
                WHERE t.conversation_id = $3 AND t.kind = 3 AND t.content->>'activity' = 'sideAnswered' AND t.content->'data'->>'conversationId' = $1::text AND t.content->'data'->>'number' = m.number::text)
            ORDER BY m.number
            """, batch.Connection).With(sideId, numbers, parentId);
        var answers = await find.ReadAllAsync(reader => (Number: reader.GetInt32(0), Name: reader.GetString(1)), cancellationToken);
        if (answers.Count == 0 || !batch.Conversations.TryGetValue(parentId, out var parent))
        {
            return;
        }

        foreach (var (number, name) in answers)
        {
            if (parent.MergedInto is null && parent.Status != ConversationStatus.Spam)
            {
                parent.Reopen(Actor.System, batch.Now, new { because = "sideAnswered" });
                parent.Unread++;
            }

            parent.AppendActivity(Actor.System, "sideAnswered", new { conversationId = sideId, number, recipient = name }, batch.Now);
            if (parent.OwnerId is { } owner)
            {
                // About the customer's conversation, which is where the owner goes on.
                Notify.Add(batch, new NewNotification(owner, NotificationKinds.SideAnswer, $"side_answer/{sideId:N}/{number}") { ConversationId = parentId });
            }
        }

        await batch.CommitAsync(cancellationToken);
        signal.Raise();
    }

    private async Task MoveAsync(Guid parentId, CancellationToken cancellationToken)
    {
        await using var find = dataSource.CreateCommand("SELECT id FROM conversations.conversation WHERE side_of = $1 ORDER BY id").With(parentId);
        var sides = await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken);
        if (sides.Count == 0)
        {
            return;
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken);
        await using (var reader = await batch.ReadAsync(ConversationBatch.LockById([parentId, .. sides]), cancellationToken))
        {
            await batch.LoadAsync(reader, cancellationToken);
        }

        if (!batch.Conversations.TryGetValue(parentId, out var parent))
        {
            return;
        }

        foreach (var side in sides.Select(id => batch.Conversations.GetValueOrDefault(id)).OfType<ConversationState>().Where(side => (side.OwnerId, side.TeamId) != (parent.OwnerId, parent.TeamId)))
        {
            (side.OwnerId, side.TeamId) = (parent.OwnerId, parent.TeamId);
            side.Touch();
        }

        await batch.CommitAsync(cancellationToken);
        signal.Raise();
    }
}
