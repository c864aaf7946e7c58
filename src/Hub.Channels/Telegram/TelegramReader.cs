using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>
/// Reads an update, or the page of updates that getUpdates answers (Bot API 9). The sender is the chat: that is where the conversation takes place and where an answer
/// goes; in groups the author is told besides. A message's number is unique within its chat only, so the chat's id stands before it.
/// </summary>
internal static class TelegramReader
{
    internal static IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.Parse(body);
        var root = document.RootElement;
        try
        {
            if (root.Child("result", JsonValueKind.Array) is { } page)
            {
                return [.. page.EnumerateArray().Select(update => ReadOrKeep(account, update))];
            }

            if (root.Whole("update_id") is null)
            {
                throw new FormatException("The body is neither an update nor a page of them.");
            }
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A member name of the body is no valid Unicode.");
        }

        return [ReadOrKeep(account, root)];
    }

    private static InboundEvent ReadOrKeep(ChannelAccount account, JsonElement update)
    {
        try
        {
            return ReadUpdate(account, update);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            return new UnreadableEvent(
                JsonReading.Try(update, UpdateName) ?? JsonReading.Fingerprint(update),
                JsonReading.Try(update, Chat) ?? account.Key,
                null, update.Raw(),
                fault is FormatException ? fault.Message : "The update holds text that is no valid Unicode.");
        }
    }

    private static InboundEvent ReadUpdate(ChannelAccount account, JsonElement update)
    {
        if (update.Child("message") is { } message)
        {
            return Message(update, message);
        }

        if (update.Child("edited_message") is { } edited)
        {
            return Edited(update, edited);
        }

        if (update.Child("callback_query") is { } press && press.Child("message") is { } below)
        {
            return Pressed(press, below);
        }

        return update.Child("my_chat_member") is { } member
            ? Membership(update, member)
            : new OtherEvent(RequiredName(update), Chat(update) ?? account.Key, null, Kind(update) ?? "unknown", update.Raw(), Visible: false);
    }

    private static InboundEvent Message(JsonElement update, JsonElement message)
    {
        var chat = message.RequiredChild("chat");
        var (sender, time) = (Id(chat), Time(message));
        if (IsPrivate(chat) && message.Text("text")?.Trim() == "/start")
        {
            // The button everybody presses first: they can be written to now, and have said nothing yet.
            return new ReachabilityChanged(MessageId(message), sender, time, Reachable: true, "started");
        }

        if (TelegramContent.Service(message) is { } service)
        {
            return new OtherEvent(RequiredName(update), sender, time, service, update.Raw(), Visible: false);
        }

        return new MessageReceived(
            MessageId(message), sender, time, TelegramContent.Read(message), Profile: Profile(chat, message),
            QuotedProviderId: message.Child("reply_to_message") is { } quoted && Number(quoted) is { } number && quoted.Child("forum_topic_created") is null ? $"{sender}/{number}" : null)
        { Author = IsPrivate(chat) ? null : Author(message) };
    }

    private static InboundEvent Edited(JsonElement update, JsonElement message)
    {
        var sender = Id(message.RequiredChild("chat"));

        // A place that is shared live moves every few seconds.
        return message.Child("location") is not null || TelegramContent.Service(message) is not null
            ? new OtherEvent(RequiredName(update), sender, Time(message), "edited_message", update.Raw(), Visible: false)
            : new MessageEdited(RequiredName(update), sender, Time(message, "edit_date") ?? Time(message), MessageId(message), TelegramContent.Words(message));
    }

    /// <summary>A button below one of our messages. What it stands for is its text where that fits, else the label that was seen.</summary>
    private static MessageReceived Pressed(JsonElement press, JsonElement below)
    {
        var chat = below.RequiredChild("chat");
        var (id, data) = (press.RequiredId("id"), press.Text("data") ?? "");
        var said = TelegramButtons.Said(data) ?? TelegramButtons.Label(below, data);
        return new MessageReceived(
            "press/" + Cut(id), Id(chat), ProviderTime: null, said is null ? new PostbackContent(data, null) : new TextContent(said),
            Profile: IsPrivate(chat) ? Person(press.Child("from")) : null, QuotedProviderId: Number(below) is { } number ? $"{Id(chat)}/{number}" : null)
        { PressId = id, Author = IsPrivate(chat) ? null : Author(press) };
    }

    private static ReachabilityChanged Membership(JsonElement update, JsonElement member)
    {
        var status = member.RequiredChild("new_chat_member").RequiredText("status");
        var reachable = status is "member" or "administrator" or "creator" || (status == "restricted" && member.Child("new_chat_member")?.Flag("can_send_messages") != false);
        var group = !IsPrivate(member.RequiredChild("chat"));
        return new ReachabilityChanged(
            RequiredName(update), Id(member.RequiredChild("chat")), Time(member), reachable, (reachable, group) switch { (true, false) => "unblocked", (true, true) => "joined", (false, false) => "blocked", _ => "left" });
    }

    /// <summary>Who wrote in a group: a person, or the group or channel they speak for.</summary>
    private static MessageAuthor? Author(JsonElement message) =>
        message.Child("sender_chat") is { } behalf && Number(behalf, "id") is { } id ? new MessageAuthor(id, behalf.Name("title") ?? behalf.Name("username"))
            : message.Child("from") is { } from && Number(from, "id") is { } person ? new MessageAuthor(person, FullName(from))
            : null;

    private static ChannelProfile? Profile(JsonElement chat, JsonElement message) =>
        IsPrivate(chat) ? Person(message.Child("from") ?? chat) : new ChannelProfile(chat.Name("title"), null, null);

    private static ChannelProfile? Person(JsonElement? from) => from is { } person ? new ChannelProfile(FullName(person), null, person.Id("language_code")) : null;

    internal static string? FullName(JsonElement person)
    {
        var name = string.Join(' ', new[] { person.Name("first_name"), person.Name("last_name") }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return name.Length is > 0 and <= 256 ? name : person.Name("username");
    }

    private static bool IsPrivate(JsonElement chat) => chat.Text("type") is null or "private";

    private static string MessageId(JsonElement message) =>
        Number(message) is { } number ? $"{Id(message.RequiredChild("chat"))}/{number}" : throw new FormatException("'message_id' is missing or no number.");

    private static string Id(JsonElement chat) => Number(chat, "id") ?? throw new FormatException("'id' is missing or no number.");

    private static string? Number(JsonElement element, string name = "message_id") => element.Whole(name) is { } number ? TelegramContent.Text(number) : null;

    private static string? Chat(JsonElement update)
    {
        foreach (var kind in new[] { "message", "edited_message", "my_chat_member" })
        {
            if (update.Child(kind)?.Child("chat") is { } chat && Number(chat, "id") is { } id)
            {
                return id;
            }
        }

        return update.Child("callback_query")?.Child("message")?.Child("chat") is { } below ? Number(below, "id") : null;
    }

    /// <summary>Numbers of updates begin anew after a quiet week, so the time stands behind them.</summary>
    private static string? UpdateName(JsonElement update)
    {
        if (update.Whole("update_id") is not { } id)
        {
            return null;
        }

        var inside = Kind(update) is { } kind ? update.Child(kind) : null;
        return $"update/{TelegramContent.Text(id)}/{TelegramContent.Text(inside?.Whole("edit_date") ?? inside?.Whole("date") ?? 0)}";
    }

    private static string RequiredName(JsonElement update) => UpdateName(update) ?? throw new FormatException("'update_id' is missing or no number.");

    private static string? Kind(JsonElement update)
    {
        foreach (var member in update.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                return member.Name.WithoutNul() is { Length: <= 60 } name ? name : null;
            }
        }

        return null;
    }

    private static string Cut(string id) => id.Length <= 100 ? id : id[..100];

    private static DateTimeOffset? Time(JsonElement element, string name = "date") =>
        element.Whole(name) is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
