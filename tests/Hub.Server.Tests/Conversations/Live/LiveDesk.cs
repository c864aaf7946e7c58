using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>What happens to a conversation, by hand: a customer on LINE and agents at the desk.</summary>
internal sealed class LiveDesk(ChatHub hub)
{
    private static int messages;

    public static string NewMessageId() => $"live{Interlocked.Increment(ref messages)}";

    /// <summary>A webhook of LINE's; the answer comes when it is stored.</summary>
    public async Task EventsAsync(params object[] events)
    {
        if (await hub.PostAsync(LineWebhook.Body(events)) is not HttpStatusCode.OK and var status)
        {
            throw new InvalidOperationException($"The webhook answered {status}.");
        }
    }

    public Task SayAsync(string user, string text, string? id = null) => EventsAsync(LineWebhook.TextEvent(user, id ?? NewMessageId(), text));

    public static object Event(string user, string type, params (string Name, object Value)[] more)
    {
        var id = NewMessageId();
        var body = new Dictionary<string, object>
        {
            ["type"] = type,
            ["mode"] = "active",
            ["timestamp"] = 1_760_000_000_000,
            ["source"] = new { type = "user", userId = user },
            ["webhookEventId"] = "E" + id,
            ["deliveryContext"] = new { isRedelivery = false },
        };
        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        return body;
    }

    public async Task<JsonElement> RowAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;

    public Task<Answer> ReplyAsync(DeskClient agent, Guid conversation, string text) => agent.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text });

    public Task<Answer> NoteAsync(DeskClient agent, Guid conversation, string text) => agent.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text });

    public Task<Answer> AssignAsync(DeskClient agent, Guid conversation, Guid? ownerId, Guid? teamId) => agent.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId, teamId });

    public Task<Answer> StatusAsync(DeskClient agent, Guid conversation, string status) => agent.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status });

    public Task<Answer> SnoozeAsync(DeskClient agent, Guid conversation, DateTimeOffset until) => agent.SendAsync("PUT", $"/api/conversations/{conversation}/snooze", new { until });

    public Task<Answer> TagAsync(DeskClient agent, Guid conversation, params string[] tags) => agent.SendAsync("PUT", $"/api/conversations/{conversation}/tags", new { tags });

    public async Task<Answer> ReadAsync(DeskClient agent, Guid conversation) =>
        await agent.SendAsync("PUT", $"/api/conversations/{conversation}/read", new { upTo = (await RowAsync(conversation)).GetProperty("lastNumber").GetInt32() });

    public async Task<Answer> EditCustomerAsync(DeskClient agent, Guid conversation, string name)
    {
        var id = (await RowAsync(conversation)).GetProperty("customer").GetProperty("id").GetGuid();
        var customer = (await hub.Admin.SendAsync("GET", $"/api/customers/{id}")).Is(HttpStatusCode.OK).Json;
        return await agent.SendAsync("PUT", $"/api/customers/{id}", new { name, kana = "カナ", company = "Company", notes = name, tags = new[] { "vip" }, version = customer.GetProperty("version").GetInt32() });
    }
}
