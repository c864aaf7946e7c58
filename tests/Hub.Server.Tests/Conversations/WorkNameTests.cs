using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Tests.Conversations.WebChat;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Where a brand wants it, customers read the work names of people and never the real ones.</summary>
public sealed class WorkNameTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private const string RealName = "実名寺 ほんこ";
    private const string WorkName = "木村 さくら";

    [Fact]
    public async Task P10_the_real_name_leaves_on_no_way_to_a_customer_and_colleagues_read_both()
    {
        await BrandAsync(workNames: true);
        var (id, agent) = await PersonAsync(WorkName);
        var canned = (await agent.SendAsync("POST", "/api/canned-replies", new { scope = "own", title = "Greeting", bodyJa = "担当の{{agent.name}}です。ご用件を承ります。" })).Is(HttpStatusCode.Created).Id;
        var outside = new ConcurrentQueue<string>();

        // The web chat: everything a visitor's browser receives, live and asked for.
        using var visitor = await VisitorClient.StartAsync(hub);
        var start = visitor.Session.GetProperty("position");
        await using var live = await visitor.LiveAsync();
        live.OnRaw = raw => outside.Enqueue(Encoding.UTF8.GetString(raw.Span));
        await visitor.SayAsync("在庫はありますか。");
        var chat = await visitor.ConversationAsync();
        await using (var desk = await hub.LiveAsync(agent))
        {
            await desk.NextAsync("hello");
            await desk.InvokeAsync("Open", chat);
            await desk.InvokeAsync("Typing", chat, true);
            await Eventually.HoldsAsync(() => outside.Any(frame => frame.Contains("agentTyping", StringComparison.Ordinal)));
        }

        var text = await InsertAsync(agent, canned, chat);
        await SendAsync(agent, chat, text);
        await Eventually.HoldsAsync(() => outside.Any(frame => frame.Contains("ご用件を承ります", StringComparison.Ordinal)));
        outside.Enqueue((await visitor.SendAsync("GET", "messages")).Is(HttpStatusCode.OK).Text);
        outside.Enqueue((await visitor.PostAsync("catch-up", new { epoch = start.GetProperty("epoch").GetString(), after = start.GetProperty("position").GetInt64() })).Is(HttpStatusCode.OK).Text);
        await visitor.StartAsync();
        outside.Enqueue(visitor.Session.GetRawText());
        Assert.Equal(WorkName, (await visitor.MessagesAsync())[^1].GetProperty("name").GetString());

        // A provider: what LINE got of us.
        var (user, thread) = await hub.PersonWithConversationAsync("Work names");
        var number = await SendAsync(agent, thread, await InsertAsync(agent, canned, thread));
        await hub.BecomesAsync(thread, number, "accepted");
        outside.Enqueue(await hub.Line.GetStringAsync($"/sim/accounts/line-demo/users/{user}/thread", TestContext.Current.CancellationToken));

        Assert.All(outside, seen => Assert.DoesNotContain(Spellings(seen), spelling => spelling.Contains("実名寺", StringComparison.Ordinal) || spelling.Contains("ほんこ", StringComparison.Ordinal)));
        Assert.Contains(outside, seen => Spellings(seen).Any(spelling => spelling.Contains($"担当の{WorkName}です", StringComparison.Ordinal)));

        // Colleagues read both, and see whom a customer knows.
        var sender = (await hub.MessagesAsync(hub.Admin, chat)).Single(message => message.GetProperty("kind").GetString() == "outbound").GetProperty("sender");
        Assert.Equal((RealName, WorkName), (sender.GetProperty("name").GetString(), sender.GetProperty("shownAs").GetString()));
        var listed = (await hub.Admin.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(person => person.GetProperty("id").GetGuid() == id);
        Assert.Equal((RealName, WorkName), (listed.GetProperty("name").GetString(), listed.GetProperty("workName").GetString()));
        agent.Dispose();
    }

    [Fact]
    public async Task Somebody_without_a_work_name_stays_nameless_there_and_cannot_sign_a_prepared_text()
    {
        await BrandAsync(workNames: true);
        var (_, agent) = await PersonAsync("");
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("在庫はありますか。");
        var chat = await visitor.ConversationAsync();
        var canned = (await agent.SendAsync("POST", "/api/canned-replies", new { scope = "own", title = "Greeting", bodyJa = "担当の{{agent.name}}です。" })).Is(HttpStatusCode.Created).Id;
        var text = await InsertAsync(agent, canned, chat);
        Assert.Equal("担当の{{agent.name}}です。", text);
        (await agent.SendAsync("POST", $"/api/conversations/{chat}/messages", new { id = Guid.CreateVersion7(), text })).Is(HttpStatusCode.UnprocessableEntity, "empty_variable");
        await SendAsync(agent, chat, "はい、ございます。");
        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync()).Count == 2);
        Assert.Equal(JsonValueKind.Null, (await visitor.MessagesAsync())[^1].GetProperty("name").ValueKind);
        agent.Dispose();
    }

    [Fact]
    public async Task A_brand_that_does_not_want_them_shows_the_real_name()
    {
        await BrandAsync(workNames: false);
        var (_, agent) = await PersonAsync(WorkName);
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("在庫はありますか。");
        var chat = await visitor.ConversationAsync();
        await SendAsync(agent, chat, "実名寺です。はい、ございます。");
        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync()).Count == 2);
        Assert.Equal(RealName, (await visitor.MessagesAsync())[^1].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, (await hub.MessagesAsync(hub.Admin, chat)).Single(message => message.GetProperty("kind").GetString() == "outbound").GetProperty("sender").GetProperty("shownAs").ValueKind);
        agent.Dispose();
    }

    [Fact]
    public async Task Giving_ones_own_real_name_there_is_asked_about_before_it_leaves()
    {
        await BrandAsync(workNames: true);
        var (_, agent) = await PersonAsync(WorkName);
        var (_, conversation) = await hub.PersonWithConversationAsync("Asked");
        var body = new { id = Guid.CreateVersion7(), text = "お待たせしました。担当の実名寺です。" };
        var asked = (await agent.SendAsync("POST", $"/api/conversations/{conversation}/messages", body)).Is(HttpStatusCode.Conflict, "confirm_needed").Json.GetProperty("questions")[0];
        Assert.Equal(("real_name", "実名寺", WorkName), (asked.GetProperty("code").GetString(), asked.GetProperty("found").GetString(), asked.GetProperty("name").GetString()));
        agent.Dispose();
    }

    [Theory]
    [InlineData("担当の佐藤です。", "佐藤")]
    [InlineData("佐藤と申します。", "佐藤")]
    [InlineData("詳しくは佐藤花子までお電話ください。", "佐藤花子")]
    [InlineData("Best regards,\nHanako", "Hanako")]
    [InlineData("佐藤様、お待たせしました。", null)]
    [InlineData("佐藤様のお荷物は明日届きます。", null)]
    [InlineData("担当の木村です。", null)]
    public void A_name_is_found_where_people_introduce_themselves_and_not_where_a_customer_is_called_the_same(string text, string? found) =>
        Assert.Equal(found, Hub.Server.Conversations.Outbound.Checks.RealName.In(text, new PersonNames(text.Contains("Hanako", StringComparison.Ordinal) ? "Hanako Sato" : "佐藤 花子", "木村")));

    [Fact]
    public async Task It_is_set_by_whoever_manages_people_kept_when_not_named_and_taken_away_when_empty()
    {
        var (id, client) = await PersonAsync(WorkName);
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = RealName, role = "agent", teamIds = Array.Empty<Guid>(), active = true })).Is(HttpStatusCode.OK);
        Assert.Equal(WorkName, await OfAsync(id));
        Assert.Equal("too_long", (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = RealName, role = "agent", teamIds = Array.Empty<Guid>(), active = true, workName = new string('a', 101) })).Is(HttpStatusCode.BadRequest, "invalid").Error("workName"));
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = RealName, role = "agent", teamIds = Array.Empty<Guid>(), active = true, workName = " " })).Is(HttpStatusCode.OK);
        Assert.Null(await OfAsync(id));
        var created = (await hub.Admin.SendAsync("POST", "/api/agents", new { email = "work.name@hub.test", name = "New", role = "agent", teamIds = Array.Empty<Guid>(), workName = "新田" })).Is(HttpStatusCode.Created).Json;
        Assert.Equal("新田", created.GetProperty("workName").GetString());
        client.Dispose();

        async Task<string?> OfAsync(Guid person) =>
            (await hub.Admin.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == person).GetProperty("workName").GetString();
    }

    private async Task BrandAsync(bool workNames)
    {
        var brand = (await hub.Admin.SendAsync("GET", "/api/brands")).Is(HttpStatusCode.OK).Json.GetProperty("items")[0];
        var changed = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand.GetProperty("id").GetGuid()}", new { name = brand.GetProperty("name").GetString(), workNames })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(workNames, changed.GetProperty("workNames").GetBoolean());
    }

    private async Task<(Guid Id, DeskClient Client)> PersonAsync(string workName)
    {
        var (id, client) = await hub.PersonAsync("agent");
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = RealName, role = "agent", teamIds = Array.Empty<Guid>(), active = true, workName })).Is(HttpStatusCode.OK);
        return (id, client);
    }

    private static async Task<string> InsertAsync(DeskClient agent, Guid canned, Guid conversation) =>
        (await agent.SendAsync("POST", $"/api/canned-replies/{canned}/insertions", new { conversationId = conversation, language = "ja", withFiles = false })).Is(HttpStatusCode.OK).Json.GetProperty("text").GetString()!;

    private static async Task<int> SendAsync(DeskClient agent, Guid conversation, string text) =>
        (await agent.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text, confirmed = new[] { "other_language" } })).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();

    /// <summary>As it came, and with escaped letters written out.</summary>
    private static string[] Spellings(string seen) => [seen, System.Text.RegularExpressions.Regex.Replace(seen, @"\\u([0-9a-fA-F]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString())];
}
