using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Customers;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// A customer's message says that nothing more is to be sent, or that it may be again. Recorded in the transaction that takes the message in, so that
/// nothing queued before it is claimed afterwards; confirmed by one text of the hub, and only if it changes something.
/// </summary>
internal static class OptOutWishes
{
    /// <summary>What marks the confirmation: the only message that goes out although its recipient wants none.</summary>
    public const string Confirmation = "optOut";

    public static async Task ApplyAsync(ConversationBatch batch, ConversationState conversation, IdentityEntry identity, OptOutWish wish, ChannelAccount account, MessageWay? way, TimeProvider time, CancellationToken cancellationToken)
    {
        var changed = wish.Stop
            ? await OptOuts.RecordAsync(batch.Connection, account.Channel, identity.Id, OptOuts.ByWord, account.Id, null, batch.Now, cancellationToken)
            : await OptOuts.EndAsync(batch.Connection, account.Channel, identity.Id, cancellationToken);
        if (!changed)
        {
            return;
        }

        conversation.AppendActivity(Actor.Customer(identity.CustomerId), wish.Stop ? "optedOut" : "optedIn", null, batch.Now);
        batch.Raise(CustomerFacts.Changed(identity.CustomerId));
        if (wish.Confirmation is { Length: > 0 } text)
        {
            var content = JsonSerializer.SerializeToElement(new { type = "text", body = text, automatic = wish.Stop ? Confirmation : "optIn" }, HubJson.Options);
            var confirmation = conversation.Append(MessageKind.Outbound, Actor.System, content, "text", text, batch.Now, NewId.Create(time));
            conversation.NewMessages[^1] = confirmation with { Way = way };
        }
    }
}
