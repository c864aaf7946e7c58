namespace Hub.Server.Conversations.Notifications;

/// <summary>
/// Tells somebody that a conversation has become theirs, whichever way it did: by hand, in bulk, by a rule. Asked for every batch before it commits. Several by the
/// same hand at once are told as one: fifty lines would hide whatever else is new.
/// </summary>
internal static class NotifyOwner
{
    private sealed record Given(Guid OwnerId, Guid? ById, ConversationState Conversation, int Number);

    public static void Add(ConversationBatch batch, IReadOnlyList<ConversationState> touched) =>
        Notify.Add(batch, [.. touched.Select(Of).OfType<Given>().GroupBy(given => (given.OwnerId, given.ById)).Select(Told)]);

    private static Given? Of(ConversationState conversation)
    {
        if (conversation.OwnerId is not { } owner || owner == conversation.Before.OwnerId
            || conversation.NewMessages.FindLast(message => message.Kind == MessageKind.Activity && message.Content.GetProperty("activity").ValueEquals("assigned")) is not { } assigned
            || assigned.Sender.Id == owner)
        {
            return null;
        }

        return new Given(owner, assigned.Sender.Type == SenderType.Agent ? assigned.Sender.Id : null, conversation, assigned.Number);
    }

    private static NewNotification Told(IGrouping<(Guid OwnerId, Guid? ById), Given> given)
    {
        var first = given.First();
        var count = given.Count();
        return new NewNotification(first.OwnerId, NotificationKinds.Assignment, $"assignment/{first.Conversation.Id:N}/{first.Number}")
        {
            ConversationId = count == 1 ? first.Conversation.Id : null,
            Count = count == 1 ? null : count,
            ById = first.ById,
        };
    }
}
