namespace Hub.Server.Conversations.Notifications;

/// <summary>Tells somebody that a conversation has become theirs, whichever way it did: by hand, in bulk, by a rule. Asked for every batch before it commits.</summary>
internal static class NotifyOwner
{
    public static void Add(ConversationBatch batch, IReadOnlyList<ConversationState> touched) => Notify.Add(batch, [.. touched.Select(Of).OfType<NewNotification>()]);

    private static NewNotification? Of(ConversationState conversation)
    {
        if (conversation.OwnerId is not { } owner || owner == conversation.Before.OwnerId
            || conversation.NewMessages.FindLast(message => message.Kind == MessageKind.Activity && message.Content.GetProperty("activity").ValueEquals("assigned")) is not { } assigned
            || assigned.Sender.Id == owner)
        {
            return null;
        }

        return new NewNotification(owner, NotificationKinds.Assignment, $"assignment/{conversation.Id:N}/{assigned.Number}")
        {
            ConversationId = conversation.Id,
            ById = assigned.Sender.Type == SenderType.Agent ? assigned.Sender.Id : null,
        };
    }
}
