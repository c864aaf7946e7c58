using System.Text.Json;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Live;

namespace Hub.Server.Conversations.WebChat;

/// <summary>
/// A message as its visitor sees it. <paramref name="Number"/> is its place in everything the visitor and we have written, over all conversations; it has
/// gaps, because notes and activities never become a visitor message.
/// </summary>
internal sealed record VisitorMessage(
    long Number, Guid? Id, string From, string? Name, DateTimeOffset At, JsonElement Content, IReadOnlyList<VisitorAttachment> Attachments, string? State, int Version)
{
    /// <summary>The picture of whoever answers, within the hub; null: none.</summary>
    public string? Picture { get; init; }
}

internal sealed record VisitorAttachment(Guid Id, string Kind, string? FileName, string? ContentType, long? Size, AttachmentState State, string? Url);

/// <summary>Turns messages into what visitors may see, and tells those who are connected.</summary>
internal sealed class VisitorBroadcast(LiveGroups groups, FileLinks links)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);

    public VisitorMessage? View(MessageView message)
    {
        // What is still on its way out, or has failed, is not said yet: a visitor can only read what counts as sent.
        if (message.Kind is not (MessageKind.Inbound or MessageKind.Outbound) || message.Delivery?.State is DeliveryState.Queued or DeliveryState.Sending or DeliveryState.Failed or DeliveryState.TakenBack)
        {
            return null;
        }

        var from = message.Sender.Type switch
        {
            SenderType.Customer => "visitor",
            SenderType.Agent => "agent",
            SenderType.Bot => "bot",
            _ => "system",
        };
        return new VisitorMessage(
            VisitorPlace.Of(message.ConversationNumber, message.Number), message.Id, from, message.Sender.TowardsCustomers, message.At, message.Content,
            [.. message.Attachments.Select(file => new VisitorAttachment(
                file.Id, file.Kind, file.FileName, file.ContentType, file.Size, file.State, file.State == AttachmentState.Stored ? links.Path(file.Id, LinkLifetime) : null))],
            message.Delivery?.State switch
            {
                null => null,
                DeliveryState.Read => "read",
                DeliveryState.Delivered => "delivered",
                _ => "accepted",
            },
            message.Version)
        {
            Picture = message.Sender.FaceTowardsCustomers,
        };
    }

    public void Publish(IEnumerable<(Guid IdentityId, MessageView Message)> messages)
    {
        foreach (var visitor in messages.GroupBy(pair => pair.IdentityId, pair => pair.Message))
        {
            var group = LiveGroupNames.Visitor(visitor.Key);
            if (groups.Exists(group))
            {
                groups.Publish(group, [.. visitor.Select(View).OfType<VisitorMessage>().Select(message => new { type = "message", message })]);
            }
        }
    }

    public bool IsListening(Guid identityId) => groups.Exists(LiveGroupNames.Visitor(identityId));

    public void PublishStatus(Guid identityId, ConversationStatus status)
    {
        var group = LiveGroupNames.Visitor(identityId);
        if (groups.Exists(group))
        {
            groups.Publish(group, [new { type = "conversation", status = status == ConversationStatus.Resolved ? "resolved" : "open" }]);
        }
    }
}

/// <summary>A message's place in a visitor's history: the conversation's number, then the message's.</summary>
internal static class VisitorPlace
{
    private const long PerConversation = 1_000_000;

    public static long Of(long conversationNumber, int messageNumber) => conversationNumber * PerConversation + messageNumber;

    public static (long Conversation, int Message) Split(long place) => (place / PerConversation, (int)(place % PerConversation));
}
