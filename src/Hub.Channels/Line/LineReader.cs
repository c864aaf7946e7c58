using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>
/// Reads a webhook body (line-openapi webhook.yml, 2026-07-01). Messages are named by LINE's message id, which unsend and quote refer to;
/// every other event by its webhookEventId. A redelivery repeats both, so it is the same event. In groups and rooms the sender is the
/// group or room: that is where the conversation takes place and where an answer goes.
/// </summary>
internal static class LineReader
{
    internal static IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.Parse(body);
        return [.. JsonReading.RequiredArray(document.RootElement, "events").EnumerateArray().Select(e => ReadOrKeep(account, e))];
    }

    private static InboundEvent ReadOrKeep(ChannelAccount account, JsonElement e)
    {
        try
        {
            return ReadEvent(account, e);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            var error = fault is FormatException ? fault.Message : "The event holds text that is no valid Unicode.";
            return new UnreadableEvent(
                JsonReading.Try(e, static x => x.Id("webhookEventId")) ?? JsonReading.Fingerprint(e),
                JsonReading.Try(e, Sender) ?? account.Key,
                JsonReading.Try(e, Time),
                e.Raw(),
                error);
        }
    }

    private static InboundEvent ReadEvent(ChannelAccount account, JsonElement e)
    {
        var type = e.RequiredText("type");
        var sender = Sender(e);
        var time = Time(e);
        return type switch
        {
            "message" => Message(account, e, Known(sender), time),
            "postback" => new MessageReceived(EventId(e), Known(sender), time, Postback(e.RequiredChild("postback")), ReplyHandle(e)) { Author = Author(e) },
            "unsend" => new MessageUnsent(EventId(e), Known(sender), time, e.RequiredChild("unsend").RequiredId("messageId")),
            // Into or out of a group or room, which can be written to in between.
            "join" => new ReachabilityChanged(EventId(e), Known(sender), time, Reachable: true, "followed", ReplyHandle(e)),
            "leave" => new ReachabilityChanged(EventId(e), Known(sender), time, Reachable: false, "unfollowed"),
            "follow" => new ReachabilityChanged(EventId(e), Known(sender), time, Reachable: true, "followed", ReplyHandle(e)),
            "unfollow" => new ReachabilityChanged(EventId(e), Known(sender), time, Reachable: false, "unfollowed"),
            "accountLink" => AccountLink(account, e, sender, time),
            _ => new OtherEvent(EventId(e), sender ?? account.Key, time, type, e.Raw(), Visible: sender is not null && type is "membership"),
        };
    }

    /// <summary>A failed one has no source where LINE does not say whose it was.</summary>
    private static MemberLinked AccountLink(ChannelAccount account, JsonElement e, string? sender, DateTimeOffset? time)
    {
        var link = e.RequiredChild("link");
        var linked = link.RequiredText("result") == "ok";
        return new MemberLinked(EventId(e), linked ? Known(sender) : sender ?? account.Key, time, linked, link.RequiredText("nonce"), linked ? ReplyHandle(e) : null);
    }

    private static MessageReceived Message(ChannelAccount account, JsonElement e, string sender, DateTimeOffset? time)
    {
        var message = e.RequiredChild("message");
        return new MessageReceived(
            message.RequiredId("id"), sender, time, LineContent.Read(message), ReplyHandle(e), QuotedProviderId: message.Id("quotedMessageId"))
        { Author = Author(e), QuoteHandle = Handle(message, "quoteToken"), ReadHandle = account.Setting("readMarks") == "off" ? null : Handle(message, "markAsReadToken") };
    }

    /// <summary>Who of a group or room wrote it; LINE does not tell for people who have not agreed to it.</summary>
    private static MessageAuthor? Author(JsonElement e) =>
        e.Child("source") is { } source && source.Text("type") is "group" or "room" && source.Id("userId") is { } person ? new MessageAuthor(person, null) : null;

    private static string? Handle(JsonElement message, string name) => message.Text(name) is { Length: > 0 and <= 1000 } token ? token : null;

    private static PostbackContent Postback(JsonElement postback)
    {
        var parameters = postback.Child("params")?.EnumerateObject()
            .GroupBy(p => p.Name.WithoutNul(), p => p.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last() is { ValueKind: JsonValueKind.String } text ? text.GetString()!.WithoutNul() : g.Last().Raw());
        return new PostbackContent(postback.RequiredText("data"), parameters);
    }

    /// <summary>In standby mode another module holds the chat and the bot must stay silent, whatever the event carries.</summary>
    private static string? ReplyHandle(JsonElement e) => e.Text("mode") == "standby" ? null : e.Id("replyToken");

    private static string? Sender(JsonElement e) => e.Child("source") is not { } source
        ? null
        : source.Text("type") switch
        {
            "user" => source.Id("userId"),
            "group" => source.Id("groupId"),
            "room" => source.Id("roomId"),
            _ => null,
        };

    private static string Known(string? sender) => sender ?? throw new FormatException("'source' names no sender.");

    private static string EventId(JsonElement e) => e.RequiredId("webhookEventId");

    private static DateTimeOffset? Time(JsonElement e) =>
        e.Whole("timestamp") is { } milliseconds and >= 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
