using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Notifications;

/// <summary>Tells the owner of a follow-up that its time has come.</summary>
internal sealed class NotifyFollowUps(NpgsqlDataSource dataSource, FactSignal signal) : IFactHandler
{
    /// <summary>A fact of the follow-ups; lane: the follow-up.</summary>
    public const string DueType = "follow_up.due";

    /// <param name="OwnerId">Null: it belongs to the team, and the list of the team shows it.</param>
    public sealed record DueData(Guid ConversationId, Guid? OwnerId);

    public string Name => "notify-follow-ups";

    public bool Handles(StoredFact fact) => fact.Type == DueType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        var due = fact.Read<DueData>();
        if (due.OwnerId is not { } owner)
        {
            return;
        }

        var told = new NewNotification(owner, NotificationKinds.FollowUp, $"follow_up/{fact.Lane:N}/{fact.Id}") { ConversationId = due.ConversationId };
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Notify.Insert(told));
        Fact.AddInserts(batch, [.. Notify.Facts([told])]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        signal.Raise();
    }
}
