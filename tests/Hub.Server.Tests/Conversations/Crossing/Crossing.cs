using System.Net;
using System.Text.Json;
using Hub.Server.Customers;
using Hub.Server.Tests.Conversations.Sms;
using Hub.Server.Tests.Identity;

namespace Hub.Server.Tests.Conversations.Crossing;

/// <summary>What tests of conversations over several channels share.</summary>
internal static class Crossing
{
    /// <summary>A person who has written by LINE, with a telephone number nobody has written from yet.</summary>
    public static async Task<(string User, Guid Conversation, Guid Customer, string Number, Guid Sms)> TwoWaysAsync(this SmsHub hub, string name)
    {
        var (user, conversation) = await hub.PersonWithConversationAsync(name);
        var customer = await hub.CustomerAsync(conversation);
        var number = await hub.SmsPhoneAsync();
        await hub.LinkAsync(customer, new { accountId = hub.AccountId, address = number, verified = true, reason = "said on the phone" });
        return (user, conversation, customer, number, IdentityIds.Of(hub.AccountId, number));
    }

    public static Task<Guid> CustomerAsync(this ChatHub hub, Guid conversation) => hub.ScalarAsync<Guid>("SELECT customer_id FROM conversations.conversation WHERE id = $1", conversation);

    public static async Task<Guid> LinkAsync(this ChatHub hub, Guid customer, object link) =>
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities", link)).Is(HttpStatusCode.OK).Json.GetProperty("linkId").GetGuid();

    public static Task<Answer> ViaAsync(this DeskClient agent, Guid conversation, Guid via, string text, int undoSeconds = 0, object? letter = null, params string[] confirmed) =>
        agent.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text, via, undoSeconds, letter, confirmed });

    public static async Task<List<JsonElement>> WaysAsync(this ChatHub hub, Guid conversation) =>
        [.. (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/ways")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    public static string? Reason(this List<JsonElement> ways, Guid identity) => ways.Single(way => way.GetProperty("identityId").GetGuid() == identity).GetProperty("reason").GetString();

    /// <summary>Who said what by which channel; "-" is the conversation's own.</summary>
    public static async Task<List<string>> SaidAsync(this ChatHub hub, Guid conversation) =>
        [.. (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() is "inbound" or "outbound" && message.GetProperty("content").GetProperty("type").GetString() != "moved")
            .Select(message => $"{(message.GetProperty("via") is { ValueKind: JsonValueKind.Object } via ? via.GetProperty("channel").GetString() : "-")}: {message.Body()}")];

    /// <summary>What the index guards: open conversations of an address, as its own or joined.</summary>
    public static Task<long> OpenOfAsync(this ChatHub hub, Guid identity) => hub.ScalarAsync<long>("""
        SELECT count(*) FROM (SELECT h.conversation_id FROM conversations.conversation_head h WHERE h.identity_id = $1 AND h.status NOT IN (2, 5) AND NOT h.threaded
            UNION SELECT j.conversation_id FROM conversations.joined_identity j JOIN conversations.conversation_head h ON h.conversation_id = j.conversation_id
            WHERE j.identity_id = $1 AND j.ended_at IS NULL AND h.status NOT IN (2, 5)) o
        """, identity);
}
