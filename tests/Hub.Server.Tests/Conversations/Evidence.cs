using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;

namespace Hub.Server.Tests.Conversations;

/// <summary>What tests of the way in and the way out look for.</summary>
internal static class Evidence
{
    /// <summary>Waits until every delivery of the account has been worked on.</summary>
    public static Task SettledAsync(this ChatHub hub, Guid? account = null) => Eventually.HoldsAsync(async () =>
        await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.open_delivery o JOIN conversations.delivery d ON d.id = o.id WHERE d.account_id = $1", account ?? hub.LineAccountId) == 0);

    public static async Task FaultsAsync(this ChatHub hub, object faults) =>
        (await hub.Line.PutAsJsonAsync("/sim/accounts/line-demo/faults", faults)).EnsureSuccessStatusCode();

    public static async Task NoFaultsAsync(this ChatHub hub) => (await hub.Line.DeleteAsync("/sim/accounts/line-demo/faults")).EnsureSuccessStatusCode();

    /// <summary>Stores a reply; its number.</summary>
    public static async Task<int> ReplyAsync(this ChatHub hub, Guid conversation, string text, params Guid[] files) =>
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text, attachmentIds = files })).Is(HttpStatusCode.Created)
        .Json.GetProperty("number").GetInt32();

    public static async Task<(string State, string? Code)> StateAsync(this ChatHub hub, Guid conversation, int number)
    {
        var message = (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("number").GetInt32() == number);
        var delivery = message.GetProperty("delivery");
        return (delivery.GetProperty("state").GetString()!, delivery.GetProperty("code").GetString());
    }

    public static Task BecomesAsync(this ChatHub hub, Guid conversation, int number, string state) =>
        Eventually.HoldsAsync(async () => (await hub.StateAsync(conversation, number)).State == state, what: $"message {number} is {state}");

    /// <summary>A new person who has written once and whose free reply is spent: what they get from now on is pushed.</summary>
    public static async Task<(string User, Guid Conversation)> PushedPersonAsync(this ChatHub hub, string name)
    {
        var (user, conversation) = await hub.PersonWithConversationAsync(name);
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "free"), "accepted");
        return (user, conversation);
    }

    public static async Task<(string User, Guid Conversation)> PersonWithConversationAsync(this ChatHub hub, string name)
    {
        var user = await hub.PhoneAsync(name);
        await hub.SayAsync(user, $"I am {name}");
        return (user, await hub.ConversationOfAsync(user));
    }

    /// <summary>What the hub has sent to this phone: text and mode, in order.</summary>
    public static async Task<List<(string Text, string Mode)>> OnPhoneAsync(this ChatHub hub, string user) =>
        [.. (await hub.PhoneThreadAsync(user)).Where(item => item.GetProperty("from").GetString() == "hub")
            .Select(item => (item.GetProperty("content").TryGetProperty("text", out var text) ? text.GetString()! : item.GetProperty("type").GetString()!, item.GetProperty("mode").GetString()!))];

    public static async Task<Guid> AccountAsync(this ChatHub hub, string key, object secrets) =>
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new { key, channel = "line", name = key, settings = new { channelId = "1" }, secrets })).Is(HttpStatusCode.Created).Id;

    public static string Body(this JsonElement message) => message.GetProperty("content").GetProperty("body").GetString()!;

    /// <summary>A webhook of LINE's and its answer. As LINE would, it comes again when the hub says that it is too busy.</summary>
    public static async Task<HttpStatusCode> PostAsync(this ChatHub hub, byte[] body, Uri? node = null)
    {
        var answer = HttpStatusCode.ServiceUnavailable;
        await Eventually.HoldsAsync(async () => (answer = await hub.PostOnceAsync(body, node)) != HttpStatusCode.ServiceUnavailable);
        return answer;
    }

    public static Task<HttpStatusCode> PostOnceAsync(this ChatHub hub, byte[] body, Uri? node = null) => LineWebhook.PostAsync(node ?? hub.Address, "line-demo", "line-demo-secret", body);

    public static Task<Answer> RetryAsync(this ChatHub hub, Guid conversation, int number, bool confirm = false) =>
        hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/retry", new { confirm });
}
