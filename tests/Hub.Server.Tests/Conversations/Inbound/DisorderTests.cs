using System.Net;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Inbound;

public sealed class DisorderTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    [Fact]
    public async Task F22_a_message_that_comes_after_it_was_taken_back_is_stored_as_taken_back_and_its_file_is_not_fetched()
    {
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(Unsend("Uearly", "early-u", "early-m", Start.AddSeconds(1)))));
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(LineWebhook.Event(
            "message", "Uearly", "Eearly-m", Start, "message", new { id = "early-m", type = "image", contentProvider = new { type = "line" } }))));
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uearly", "early-n", "and this stays")));
        var messages = await hub.MessagesAsync(hub.Admin, await hub.ConversationOfAsync("Uearly", 2));
        Assert.Equal([(1, true, ""), (2, false, "and this stays")], messages.Select(message => (message.GetProperty("number").GetInt32(), message.GetProperty("unsent").GetBoolean(), message.Body())));
        Assert.Empty(messages[0].GetProperty("attachments").EnumerateArray());

        // Coming once more changes nothing either.
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uearly", "early-m", "I was taken back")));
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uearly", "early-o", "end")));
        Assert.Equal(["", "and this stays", "end"], (await hub.MessagesAsync(hub.Admin, await hub.ConversationOfAsync("Uearly", 3))).Select(Evidence.Body));
    }

    [Fact]
    public async Task F22_a_stranger_cannot_take_back_a_message()
    {
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uowner", "mine-1", "mine")));
        var conversation = await hub.ConversationOfAsync("Uowner");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(Unsend("Ustranger", "stranger-u", "mine-1", Start))));
        await hub.SettledAsync();
        Assert.False((await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("unsent").GetBoolean());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task F22_shuffled_events_end_in_the_same_set_of_messages_as_in_order(int seed)
    {
        var random = new Random(seed);
        var straight = Script($"a{seed}");
        var shuffled = Script($"b{seed}");
        random.Shuffle(shuffled);
        foreach (var body in straight)
        {
            Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(body));
        }

        await Task.WhenAll(shuffled.Chunk(6).Select(async part =>
        {
            foreach (var body in part)
            {
                Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(body));
            }
        }));
        await hub.SettledAsync();
        var expected = await OutcomeAsync($"a{seed}");
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await OutcomeAsync($"b{seed}"));
        Assert.Equal(0L, await hub.ScalarAsync<long>("""
            SELECT count(*) FROM (SELECT h.conversation_id FROM conversations.conversation_head h JOIN conversations.message m ON m.conversation_id = h.conversation_id
            GROUP BY h.conversation_id, h.last_number HAVING count(*) <> h.last_number OR min(m.number) <> 1 OR max(m.number) <> h.last_number) gaps
            """));
    }

    /// <summary>Three people write, take back every third message, go and come back.</summary>
    private static byte[][] Script(string run)
    {
        var bodies = new List<byte[]>();
        for (var n = 0; n < 12; n++)
        {
            var (user, at) = ($"U{run}-{n % 3}", Start.AddSeconds(n * 10));
            bodies.Add(LineWebhook.Body(LineWebhook.Event("message", user, $"E{run}-{n}", at, "message", new { id = $"{run}-m{n}", type = "text", text = $"text {n}", quoteToken = "q" })));
            if (n % 3 == n / 4)
            {
                bodies.Add(LineWebhook.Body(Unsend(user, $"X{run}-{n}", $"{run}-m{n}", at.AddSeconds(1))));
            }
        }

        bodies.Add(LineWebhook.Body(LineWebhook.Event("unfollow", $"U{run}-0", $"F{run}-1", Start.AddMinutes(10))));
        bodies.Add(LineWebhook.Body(LineWebhook.Event("follow", $"U{run}-0", $"F{run}-2", Start.AddMinutes(11))));
        bodies.Add(LineWebhook.Body(LineWebhook.Event("follow", $"U{run}-1", $"F{run}-3", Start.AddMinutes(10))));
        bodies.Add(LineWebhook.Body(LineWebhook.Event("unfollow", $"U{run}-1", $"F{run}-4", Start.AddMinutes(11))));
        return [.. bodies];
    }

    private async Task<List<string>> OutcomeAsync(string run)
    {
        await using var command = hub.Database.CreateCommand("""
            SELECT substr(k.provider_id, 4) || ' ' || (m.content->>'body') || ' ' || m.unsent || ' ' || m.provider_at || ' ' || i.reachable FROM conversations.message_key k
            JOIN conversations.message m ON m.conversation_id = k.conversation_id AND m.number = k.number JOIN conversations.conversation c ON c.id = m.conversation_id
            JOIN customers.identity i ON i.id = c.identity_id WHERE starts_with(k.provider_id, $1) AND m.kind = 0 ORDER BY 1
            """);
        command.Parameters.Add(new() { Value = run + "-m" });
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static Dictionary<string, object> Unsend(string user, string eventId, string messageId, DateTimeOffset at) =>
        LineWebhook.Event("unsend", user, eventId, at, "unsend", new { messageId });
}
