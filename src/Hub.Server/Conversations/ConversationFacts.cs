using Hub.Server.Platform.Outbox;

namespace Hub.Server.Conversations;

/// <summary>What the module tells the others. Facts carry ids and numbers; readers look up the rest, so they always see the newest state.</summary>
internal static class ConversationFacts
{
    /// <summary>Data: <see cref="ChangedData"/>; lane: the conversation.</summary>
    public const string ChangedType = "conversation.changed";

    /// <param name="Numbers">Messages added or changed.</param>
    /// <param name="Created">The first fact of the conversation.</param>
    /// <param name="StatusChanged">It began, or was resolved, reopened, snoozed or woken.</param>
    /// <param name="WasOwner">The owner before, when it changed.</param>
    /// <param name="SideOf">Of what was asked of others: the customer's conversation.</param>
    /// <param name="Joined">Other addresses of the customer that take part.</param>
    /// <param name="WasTeam">The team before, when it changed.</param>
    public sealed record ChangedData(int[] Numbers, bool Created, bool StatusChanged, bool Moved, Guid? WasOwner, Guid? WasTeam, Guid CustomerId, Guid? IdentityId, Guid BrandId, Guid? SideOf = null, Guid[]? Joined = null);

    /// <summary>It is gone for good: whoever saw it is told.</summary>
    public static Fact Deleted(ConversationState conversation) => Fact.Create(
        conversation.Id, ChangedType, new ChangedData([], Created: false, StatusChanged: false, Moved: true, conversation.OwnerId, conversation.TeamId, conversation.CustomerId, conversation.IdentityId, conversation.BrandId));

    public static Fact Changed(ConversationState conversation)
    {
        var moved = (conversation.Before.OwnerId, conversation.Before.TeamId) != (conversation.OwnerId, conversation.TeamId);
        return Fact.Create(conversation.Id, ChangedType, new ChangedData(
            [.. conversation.NewMessages.Select(message => message.Number), .. conversation.ChangedMessages],
            conversation.IsNew, conversation.IsNew || conversation.Before.Status != conversation.Status, moved, moved ? conversation.Before.OwnerId : null, moved ? conversation.Before.TeamId : null, conversation.CustomerId, conversation.IdentityId, conversation.BrandId, conversation.SideOf,
            conversation.Joined.Length > 0 ? conversation.Joined : null));
    }
}
