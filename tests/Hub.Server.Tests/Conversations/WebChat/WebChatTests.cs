using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Conversations.Live;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>A visitor of the sample shop and an agent write to each other.</summary>
public sealed class WebChatTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_visitor_comes_back_as_the_same_and_an_unknown_token_makes_a_new_one()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        Assert.Equal(43, visitor.Token.Length);
        Assert.Equal(JsonValueKind.Null, visitor.Session.GetProperty("conversation").ValueKind);
        Assert.Equal("Shop", visitor.Session.GetProperty("site").GetProperty("name").GetString());
        var (token, id) = (visitor.Token, visitor.IdentityId);
        await visitor.SayAsync("hello");
        await visitor.ConversationAsync();

        await visitor.StartAsync();
        Assert.Equal((token, id), (visitor.Token, visitor.IdentityId));
        Assert.Equal("hello", Body(Assert.Single(visitor.Session.GetProperty("messages").EnumerateArray())));
        Assert.Equal("open", visitor.Session.GetProperty("conversation").GetProperty("status").GetString());

        using var stranger = new VisitorClient(hub, "web-demo") { Token = new string('A', 43) };
        (await stranger.SendAsync("GET", "messages")).Is(HttpStatusCode.Unauthorized, "unknown_visitor");
        await stranger.StartAsync();
        Assert.NotEqual(new string('A', 43), stranger.Token);
        Assert.NotEqual(id, stranger.IdentityId);
        Assert.Empty(stranger.Session.GetProperty("messages").EnumerateArray());
        using var nowhere = new VisitorClient(hub, "no-such-site");
        (await nowhere.PostAsync("session", new { language = "en" })).Is(HttpStatusCode.NotFound, "unknown_site");
    }

    [Fact]
    public async Task A_message_is_stored_before_it_is_accepted_and_the_same_id_is_one_message()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        var body = new { id = Guid.CreateVersion7(), text = "once" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.PostAsync("messages", body)));
        Assert.All(answers, answer => Assert.Equal(body.id, answer.Is(HttpStatusCode.Accepted).Id));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.delivery WHERE key = $1", $"m:{body.id:N}"));
        await visitor.ConversationAsync();
        (await visitor.PostAsync("messages", body)).Is(HttpStatusCode.Accepted);
        await visitor.SayAsync("twice");
        await visitor.ConversationAsync(2);
        Assert.Equal(["once", "twice"], (await visitor.MessagesAsync()).Select(Body));

        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = "  " })).Is(HttpStatusCode.UnprocessableEntity);
        (await visitor.PostAsync("messages", new { id = Guid.Empty, text = "x" })).Is(HttpStatusCode.UnprocessableEntity);
        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = new string('x', 4001) })).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_history_is_one_order_over_all_conversations_and_never_holds_notes_or_activities()
    {
        var desk = new LiveDesk(hub);
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("one");
        var first = await visitor.ConversationAsync();
        await ReplyAsync(first, "two");
        (await desk.NoteAsync(hub.Admin, first, "a secret between us")).Is(HttpStatusCode.Created);
        (await desk.StatusAsync(hub.Admin, first, "resolved")).Is(HttpStatusCode.OK);
        await hub.ScalarAsync<long>("WITH old AS (UPDATE conversations.conversation_head SET resolved_at = resolved_at - interval '30 days', last_activity_at = last_activity_at - interval '30 days' WHERE conversation_id = $1 RETURNING 1) SELECT count(*) FROM old", first);
        await visitor.SayAsync("three");
        await Eventually.HoldsAsync(async () => await visitor.ConversationAsync() != first);
        var second = await visitor.ConversationAsync();
        await ReplyAsync(second, "four");

        var all = await visitor.MessagesAsync();
        Assert.Equal(["one", "two", "three", "four"], all.Select(Body));
        Assert.Equal(["visitor", "agent", "visitor", "agent"], all.Select(message => message.GetProperty("from").GetString()));
        var numbers = all.Select(message => message.GetProperty("number").GetInt64()).ToList();
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(["three", "four"], (await visitor.MessagesAsync($"?after={numbers[1]}")).Select(Body));
        Assert.Equal(["one", "two"], (await visitor.MessagesAsync($"?before={numbers[2]}")).Select(Body));
        Assert.Equal(["three", "four"], (await visitor.MessagesAsync("?limit=2")).Select(Body));
        Assert.DoesNotContain("secret", (await visitor.SendAsync("GET", "messages")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_states_and_typing_reach_the_visitor_live_and_by_catch_up_and_the_agent_sees_the_visitor_type()
    {
        var desk = new LiveDesk(hub);
        using var visitor = await VisitorClient.StartAsync(hub);
        var start = visitor.Session.GetProperty("position");
        await using var live = await visitor.LiveAsync();
        var said = await visitor.SayAsync("hello");
        Assert.Equal(said, (await EventAsync(live, "message")).GetProperty("message").GetProperty("id").GetGuid());
        var id = await visitor.ConversationAsync();

        await using var agent = await hub.LiveAsync(hub.Admin);
        await agent.NextAsync("hello");
        await agent.InvokeAsync("Open", id);
        await agent.InvokeAsync("Typing", id, true);
        var typing = await SignalAsync(live, "agentTyping");
        Assert.True(typing.GetProperty("typing").GetBoolean());
        await live.InvokeAsync("Typing", true);
        Assert.Equal(id, (await SignalAsync(agent, "visitorTyping")).GetProperty("conversationId").GetGuid());

        (await desk.NoteAsync(hub.Admin, id, "a secret between us")).Is(HttpStatusCode.Created);
        await ReplyAsync(id, "good day");
        var reply = (await EventAsync(live, "message")).GetProperty("message");
        Assert.Equal("good day", Body(reply));
        await visitor.ReadAllAsync();
        JsonElement read;
        while ((read = (await EventAsync(live, "message")).GetProperty("message")).GetProperty("state").GetString() != "read")
        {
        }

        Assert.Equal(reply.GetProperty("number").GetInt64(), read.GetProperty("number").GetInt64());
        Assert.True(read.GetProperty("version").GetInt32() > reply.GetProperty("version").GetInt32());
        (await desk.StatusAsync(hub.Admin, id, "resolved")).Is(HttpStatusCode.OK);
        Assert.Equal("resolved", (await EventAsync(live, "conversation")).GetProperty("status").GetString());
        await visitor.SayAsync("one more thing");
        Assert.Equal("open", (await EventAsync(live, "conversation")).GetProperty("status").GetString());

        var missed = (await visitor.PostAsync("catch-up", new { epoch = start.GetProperty("epoch").GetString(), after = start.GetProperty("position").GetInt64() })).Is(HttpStatusCode.OK).Json;
        Assert.False(missed.GetProperty("resync").GetBoolean());
        var latest = missed.GetProperty("events").EnumerateArray().Where(one => one.GetProperty("type").GetString() == "message").Select(one => one.GetProperty("message"))
            .GroupBy(message => message.GetProperty("number").GetInt64()).Select(group => group.MaxBy(message => message.GetProperty("version").GetInt32()).GetRawText()).Order();
        Assert.Equal((await visitor.MessagesAsync()).Select(message => message.GetRawText()).Order(), latest);
        Assert.DoesNotContain("secret", missed.GetRawText(), StringComparison.Ordinal);
        Assert.True((await visitor.PostAsync("catch-up", new { epoch = "another", after = 0 })).Json.GetProperty("resync").GetBoolean());
    }

    [Fact]
    public async Task Read_marks_only_go_forward_and_only_over_messages_of_ours()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("hello");
        var id = await visitor.ConversationAsync();
        await ReplyAsync(id, "first");
        await visitor.ReadAllAsync();
        await StateAsync(id, (await hub.MessagesAsync(hub.Admin, id)).Single(message => message.GetProperty("kind").GetString() == "outbound").GetProperty("number").GetInt32(), "read");
        await ReplyAsync(id, "second");
        var numbers = (await visitor.MessagesAsync()).Select(message => message.GetProperty("number").GetInt64()).ToList();
        (await visitor.PostAsync("read", new { upTo = numbers[0] })).Is(HttpStatusCode.Accepted);
        (await visitor.PostAsync("read", new { upTo = numbers[2] + 5_000_000 })).Is(HttpStatusCode.Accepted); // of a conversation that is not there
        await visitor.SayAsync("settled");
        await visitor.ConversationAsync(2);
        Assert.Equal([null, "read", "accepted", null], (await visitor.MessagesAsync()).Select(message => message.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Files_go_both_ways_and_a_file_of_somebody_else_is_refused()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        using var other = await VisitorClient.StartAsync(hub);
        var png = new byte[] { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3 };
        var mine = (await UploadAsync(visitor, png)).Is(HttpStatusCode.Created).Id;
        var theirs = (await UploadAsync(other, png)).Is(HttpStatusCode.Created).Id;
        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = "x", uploadIds = new[] { theirs } })).Is(HttpStatusCode.UnprocessableEntity); // WI7, FI6
        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = "x", uploadIds = new[] { mine, Guid.CreateVersion7() } })).Is(HttpStatusCode.UnprocessableEntity);

        var sent = new { id = Guid.CreateVersion7(), text = "look", uploadIds = new[] { mine } };
        (await visitor.PostAsync("messages", sent)).Is(HttpStatusCode.Accepted);
        var id = await visitor.ConversationAsync();
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id))[0].GetProperty("attachments")[0].GetProperty("state").GetString() == "stored");
        var file = (await visitor.MessagesAsync())[0].GetProperty("attachments")[0];
        (await visitor.PostAsync("messages", sent)).Is(HttpStatusCode.Accepted); // said again after it has arrived
        using var anyone = hub.CreateClient();
        Assert.Equal(png, await anyone.GetByteArrayAsync(file.GetProperty("url").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await anyone.GetAsync(file.GetProperty("url").GetString()!.Replace("&s=", "&s=A", StringComparison.Ordinal))).StatusCode);

        var upload = (await hub.Admin.SendAsync("POST", "/api/uploads", null, Raw(png, "回答.png"))).Is(HttpStatusCode.Created).Id;
        var here = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", new { id = Guid.CreateVersion7(), text = "here", attachmentIds = new[] { upload } })).Is(HttpStatusCode.Created);
        await StateAsync(id, here.Json.GetProperty("number").GetInt32(), "accepted");
        var answer = (await visitor.MessagesAsync())[1].GetProperty("attachments")[0];
        Assert.Equal("回答.png", answer.GetProperty("fileName").GetString());
        Assert.Equal(png, await anyone.GetByteArrayAsync(answer.GetProperty("url").GetString()));
        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = "x", uploadIds = new[] { answer.GetProperty("id").GetGuid() } })).Is(HttpStatusCode.UnprocessableEntity);
    }

    /// <summary>Answers, and waits until it counts as sent, from when on the visitor sees it.</summary>
    private async Task ReplyAsync(Guid conversation, string text)
    {
        var number = (await new LiveDesk(hub).ReplyAsync(hub.Admin, conversation, text)).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
        await StateAsync(conversation, number, "accepted");
    }

    private Task StateAsync(Guid conversation, int number, string state) => Eventually.HoldsAsync(async () =>
        (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("delivery").GetProperty("state").GetString() == state);

    private static Task<Answer> UploadAsync(VisitorClient visitor, byte[] bytes) => visitor.SendAsync("POST", "uploads", null, Raw(bytes, "picture.png"));

    private static Action<HttpRequestMessage> Raw(byte[] bytes, string name) => request =>
    {
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new("image/png");
        request.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
    };

    private static string? Body(JsonElement message) => message.GetProperty("content").GetProperty("body").GetString();

    private static async Task<JsonElement> EventAsync(LiveSocket live, string type)
    {
        while (true)
        {
            foreach (var one in (await live.NextAsync("frame")).GetProperty("events").EnumerateArray())
            {
                if (one.GetProperty("type").GetString() == type)
                {
                    return one;
                }
            }
        }
    }

    private static async Task<JsonElement> SignalAsync(LiveSocket live, string type)
    {
        while (true)
        {
            var signal = await live.NextAsync("signal");
            if (signal.GetProperty("type").GetString() == type)
            {
                return signal;
            }
        }
    }
}
