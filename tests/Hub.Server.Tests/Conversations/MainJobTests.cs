using System.Net;
using System.Text.Json;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

public sealed class MainJobTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_message_from_a_phone_is_in_the_desk_beside_its_customer_and_the_answer_is_on_the_phone()
    {
        var user = await hub.PhoneAsync("山田 花子");
        await using var live = await hub.LiveAsync(hub.Admin);
        await live.NextAsync("hello");

        Assert.Equal("delivered", (await hub.SayAsync(user, "荷物が届きません😢")).GetProperty("status").GetString());

        var row = await FrameRowAsync(live, "荷物が届きません😢");
        var id = row.GetProperty("id").GetGuid();
        var message = Assert.Single(await hub.MessagesAsync(hub.Admin, id));
        Assert.Equal("荷物が届きません😢", message.GetProperty("content").GetProperty("body").GetString());
        Assert.Equal(1, message.GetProperty("number").GetInt32());
        await Eventually.HoldsAsync(async () =>
        {
            var detail = (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;
            return detail.GetProperty("customer").GetProperty("name").GetString() == "山田 花子" && detail.GetProperty("customer").GetProperty("pictureUrl").ValueKind == JsonValueKind.String;
        });

        var messageId = Guid.CreateVersion7();
        var sent = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", new { id = messageId, text = "ただいま確認いたします。" })).Is(HttpStatusCode.Created).Json;
        Assert.Contains(sent.GetProperty("delivery").GetProperty("state").GetString(), new[] { "queued", "sending", "accepted" }); // it may have left before the answer was written
        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).Any(item =>
            item.GetProperty("from").GetString() == "hub" && item.GetProperty("content").GetProperty("text").GetString() == "ただいま確認いたします。" && item.GetProperty("mode").GetString() == "reply"));
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id)).Any(m =>
            m.GetProperty("id").ValueKind == JsonValueKind.String && m.GetProperty("id").GetGuid() == messageId && m.GetProperty("delivery").GetProperty("state").GetString() == "accepted"));
    }

    [Fact]
    public async Task The_same_reply_sent_twice_is_one_message_and_a_reused_id_is_refused()
    {
        var user = await hub.PhoneAsync("Twice");
        await hub.SayAsync(user, "hello");
        var id = await hub.ConversationOfAsync(user);
        var body = new { id = Guid.CreateVersion7(), text = "Hello, how can I help?" };
        var first = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", body)).Is(HttpStatusCode.Created).Json;
        var second = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", body)).Is(HttpStatusCode.OK).Json;
        Assert.Equal(first.GetProperty("number").GetInt32(), second.GetProperty("number").GetInt32());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", new { body.id, text = "Something else" })).Is(HttpStatusCode.Conflict, "id_reused");
        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).Count(item => item.GetProperty("from").GetString() == "hub") == 1);
    }

    [Fact]
    public async Task A_note_sent_twice_is_one_note_and_a_reply_s_id_is_refused_for_it()
    {
        var user = await hub.PhoneAsync("Notes");
        await hub.SayAsync(user, "hello");
        var id = await hub.ConversationOfAsync(user);
        var note = new { id = Guid.CreateVersion7(), text = "Called back, nobody there." };
        var first = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/notes", note)).Is(HttpStatusCode.Created).Json;
        var second = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/notes", note)).Is(HttpStatusCode.Created).Json;
        Assert.Equal(first.GetProperty("number").GetInt32(), second.GetProperty("number").GetInt32());
        var reply = new { id = Guid.CreateVersion7(), text = "Good day" };
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", reply)).Is(HttpStatusCode.Created);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/notes", new { reply.id, text = "A note" })).Is(HttpStatusCode.Conflict, "id_reused");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/notes", new { note.id, text = "Another note" })).Is(HttpStatusCode.Conflict, "id_reused");
    }

    [Fact]
    public async Task F21_twenty_first_messages_of_one_person_at_once_make_one_customer_and_one_conversation()
    {
        var bodies = Enumerable.Range(0, 20).Select(n => LineWebhook.Text("Uburst", $"m{n}", $"first {n}")).ToList();
        var answers = await Task.WhenAll(bodies.Select(body => hub.PostAsync(body)));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        var conversation = await hub.ConversationOfAsync("Uburst", 20);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE external_id = 'Uburst'"));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation c JOIN customers.identity i ON i.id = c.identity_id WHERE i.external_id = 'Uburst'"));
        var messages = await hub.MessagesAsync(hub.Admin, conversation);
        Assert.Equal(Enumerable.Range(1, 20), messages.Select(message => message.GetProperty("number").GetInt32()));
        Assert.Equal(20, messages.Select(message => message.GetProperty("content").GetProperty("body").GetString()).Distinct().Count());
    }

    private static async Task<JsonElement> FrameRowAsync(LiveSocket live, string preview)
    {
        while (true)
        {
            var frame = await live.NextAsync("frame");
            foreach (var desk in frame.GetProperty("events").EnumerateArray())
            {
                if (desk.GetProperty("type").GetString() == "conversation" && desk.GetProperty("row").GetProperty("lastMessage") is { ValueKind: JsonValueKind.Object } last
                    && last.GetProperty("preview").GetString() == preview)
                {
                    return desk.GetProperty("row");
                }
            }
        }
    }
}
