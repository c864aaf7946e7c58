using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>Turns what a person did on a phone into a line of the thread, an entry of the ledger and a webhook.</summary>
internal sealed class PhoneEvents(Simulation simulation, WebhookSender sender, TimeProvider clock)
{
    /// <summary>A message: its webhook carries <paramref name="message"/> with <paramref name="messageId"/>, quote and read tokens.</summary>
    public PendingWebhook Message(LineAccount account, LineUser user, string messageId, string type, JsonObject message, string? contentType = null, string? authorId = null)
    {
        lock (account.Gate)
        {
            var content = new JsonObject { ["type"] = type, ["id"] = messageId };
            foreach (var (name, value) in message)
            {
                content[name] = value?.DeepClone();
            }
            if (type is "text" or "image" or "video" or "sticker")
            {
                content["quoteToken"] = "q" + messageId;
            }
            content["markAsReadToken"] = ReadToken(messageId);
            return Send(account, user, "message", type, content, messageId, contentType, replies: true, named: true, authorId, ("message", content));
        }
    }

    /// <summary>Anything that is not a message.</summary>
    public PendingWebhook Other(LineAccount account, LineUser user, string type, bool replies, params ReadOnlySpan<(string Name, JsonNode Value)> details) =>
        Other(account, user, type, replies, named: true, details);

    /// <param name="named">False: LINE does not say whose it is.</param>
    public PendingWebhook Other(LineAccount account, LineUser user, string type, bool replies, bool named, params ReadOnlySpan<(string Name, JsonNode Value)> details)
    {
        lock (account.Gate)
        {
            var content = new JsonObject();
            foreach (var (name, value) in details)
            {
                content[name] = value.DeepClone();
            }
            return Send(account, user, type, type, content, null, null, replies, named, authorId: null, details);
        }
    }

    /// <summary>Null when it is so already.</summary>
    public PendingWebhook? SetBlocked(LineAccount account, LineUser user, bool blocked, bool refuses = false)
    {
        lock (account.Gate)
        {
            if (user.Blocked == blocked)
            {
                return null;
            }
            (user.Blocked, user.Refuses) = (blocked, blocked && refuses);
            simulation.Record(account, user);
            return blocked
                ? Other(account, user, "unfollow", replies: false)
                : Other(account, user, "follow", replies: true, ("follow", new JsonObject { ["isUnblocked"] = true }));
        }
    }

    public static string ReadToken(string messageId) => "r" + messageId;

    /// <summary>LINE names the person in a group in events of messages only.</summary>
    private static JsonObject Source(LineUser user, string? authorId)
    {
        var source = user.UserId[0] switch
        {
            'C' => new JsonObject { ["type"] = "group", ["groupId"] = user.UserId },
            'R' => new JsonObject { ["type"] = "room", ["roomId"] = user.UserId },
            _ => new JsonObject { ["type"] = "user", ["userId"] = user.UserId },
        };
        if (authorId is not null)
        {
            source["userId"] = authorId;
        }
        return source;
    }

    private PendingWebhook Send(
        LineAccount account, LineUser user, string type, string lineType, JsonObject content, string? messageId, string? contentType, bool replies, bool named, string? authorId,
        params ReadOnlySpan<(string Name, JsonNode Value)> details)
    {
        var now = clock.GetUtcNow();
        var eventId = simulation.Ids.WebhookEvent();
        var token = replies ? account.ReplyTokens.Issue(user.UserId, now) : null;
        var body = WebhookEvents.Create(type, eventId, named ? Source(user, authorId) : null, now, token, details);
        var line = new ThreadMessage
        {
            Id = messageId ?? eventId,
            UserId = user.UserId,
            From = "phone",
            AuthorId = authorId,
            Type = lineType,
            Content = content.DeepClone().AsObject(),
            At = now,
            ContentType = contentType,
            Webhook = new WebhookTrace(eventId, "waiting", 0, null),
        };
        var entry = account.Ledger.Add(eventId, messageId, user.UserId, lineType, content.Text("text"), now);
        simulation.Record(account, line);
        var pending = new PendingWebhook(account, line, entry, body);
        // Handed over under the gate: the order of the ledger is the order of the lane.
        sender.Send(pending);
        return pending;
    }
}
