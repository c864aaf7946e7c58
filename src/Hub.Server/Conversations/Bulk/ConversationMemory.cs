namespace Hub.Server.Conversations.Bulk;

internal enum BulkKind : short { Assign = 0, Status = 1, Tags = 2, Spam = 3, Read = 4 }

/// <summary>What an action on many conversations can change of one: remembered before and after, so that it can be taken back.</summary>
internal sealed record ConversationMemory(
    ConversationStatus Status, Guid? StateId, DateTimeOffset? DueAt, Guid? OwnerId, Guid? TeamId, string[] Tags, DateTimeOffset? WaitingSince, int Unread,
    DateTimeOffset? ResolvedAt, Guid? ResolvedStateId, DateTimeOffset? ReopenedAt, int Reopens)
{
    public static ConversationMemory Of(ConversationState conversation) => new(
        conversation.Status, conversation.StateId, conversation.DueAt, conversation.OwnerId, conversation.TeamId, conversation.Tags, conversation.WaitingSince, conversation.Unread,
        conversation.ResolvedAt, conversation.ResolvedStateId, conversation.ReopenedAt, conversation.Reopens);

    /// <summary>Whether what an action changed still is as the action left it: what somebody has done since stays.</summary>
    public bool StillHolds(BulkKind kind, ConversationState now) => kind switch
    {
        BulkKind.Assign => (OwnerId, TeamId) == (now.OwnerId, now.TeamId),
        BulkKind.Status or BulkKind.Spam => (Status, StateId) == (now.Status, now.StateId) && IsSame(DueAt, now.DueAt),
        BulkKind.Tags => Tags.ToHashSet(StringComparer.Ordinal).SetEquals(now.Tags),
        BulkKind.Read => now.Unread == 0,
    };

    // The database keeps microseconds, the clock counts finer.
    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) => one?.ToUnixTimeMilliseconds() == other?.ToUnixTimeMilliseconds();

    /// <summary>Puts back what the action changed, as if it had not been done.</summary>
    public void PutBack(BulkKind kind, ConversationState conversation)
    {
        switch (kind)
        {
            case BulkKind.Assign:
                (conversation.OwnerId, conversation.TeamId) = (OwnerId, TeamId);
                break;
            case BulkKind.Status or BulkKind.Spam:
                (conversation.Status, conversation.StateId, conversation.DueAt) = (Status, StateId, DueAt);
                (conversation.WaitingSince, conversation.Unread) = (WaitingSince, Unread);
                (conversation.ResolvedAt, conversation.ResolvedStateId) = (ResolvedAt, ResolvedStateId);
                (conversation.ReopenedAt, conversation.Reopens) = (ReopenedAt, Reopens);
                break;
            case BulkKind.Tags:
                conversation.Tags = Tags;
                break;
            case BulkKind.Read:
                conversation.Unread = Unread;
                break;
        }
    }
}
