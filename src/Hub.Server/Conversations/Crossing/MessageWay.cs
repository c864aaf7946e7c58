namespace Hub.Server.Conversations.Crossing;

/// <summary>By which address of the customer a message goes out or came in, and the account of ours that carries it.</summary>
/// <param name="Home">The address the conversation began with.</param>
internal sealed record MessageWay(Guid IdentityId, Guid AccountId, string Channel, bool Home)
{
    /// <summary>What the message's row says: nothing for the home.</summary>
    public Guid? Via => Home ? null : IdentityId;

    /// <summary>Null when the conversation has no home that could be written to.</summary>
    public static MessageWay? HomeOf(ConversationState conversation) =>
        conversation is { IdentityId: { } identity, AccountId: { } account } ? new MessageWay(identity, account, conversation.Channel, Home: true) : null;
}
