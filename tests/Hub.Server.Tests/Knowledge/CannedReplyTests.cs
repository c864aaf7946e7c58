using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Server.Tests.Conversations;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Knowledge;

public sealed class CannedReplyTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_canned_reply_is_filled_in_inserted_with_its_file_counted_and_sent()
    {
        var (user, conversation) = await ConversationAsync("山田 花子");
        var upload = await UploadAsync(hub.Admin, "地図.txt", "どうぞ");
        var created = (await CreateAsync(hub.Admin, new
        {
            scope = "brand",
            ownerId = await BrandAsync(),
            folder = " 配送 / 遅延 ",
            title = "お届けの遅れ",
            shortcut = "/late",
            bodyJa = "{{customer.name}} 様、お問い合わせ番号は {{conversation.number}} です。",
            attachmentIds = new[] { upload },
        })).Is(HttpStatusCode.Created).Json;
        var id = created.GetProperty("id").GetGuid();
        Assert.Equal("配送/遅延", created.GetProperty("folder").GetString());
        Assert.Equal("late", created.GetProperty("shortcut").GetString());

        var listed = (await hub.Admin.SendAsync("GET", $"/api/canned-replies?conversationId={conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        Assert.Contains(listed, item => item.GetProperty("id").GetGuid() == id);
        var number = await hub.ScalarAsync<long>("SELECT number FROM conversations.conversation WHERE id = $1", conversation);
        var expected = $"山田 花子 様、お問い合わせ番号は {number} です。";
        await Eventually.HoldsAsync(async () => (await PreviewAsync(hub.Admin, id, conversation)).Is(HttpStatusCode.OK).Json.GetProperty("text").GetString() == expected);

        var inserted = (await hub.Admin.SendAsync("POST", $"/api/canned-replies/{id}/insertions", new { conversationId = conversation, withFiles = true })).Is(HttpStatusCode.OK).Json;
        var file = Assert.Single(inserted.GetProperty("files").EnumerateArray());
        Assert.Equal("地図.txt", file.GetProperty("fileName").GetString());
        Assert.NotEqual(upload, file.GetProperty("id").GetGuid());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new
        {
            id = Guid.CreateVersion7(),
            text = inserted.GetProperty("text").GetString(),
            attachmentIds = new[] { file.GetProperty("id").GetGuid() },
        })).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).Any(item => item.ToString().Contains(expected, StringComparison.Ordinal)));

        var again = (await hub.Admin.SendAsync("POST", $"/api/canned-replies/{id}/insertions", new { conversationId = conversation, withFiles = true })).Is(HttpStatusCode.OK).Json;
        Assert.NotEqual(file.GetProperty("id").GetGuid(), again.GetProperty("files")[0].GetProperty("id").GetGuid());
        Assert.Equal(2, (await FindAsync(hub.Admin, id))!.Value.GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task A_reply_with_an_empty_variable_is_refused_by_the_one_door()
    {
        var (user, conversation) = await ConversationAsync("Empty");
        var reply = (await CreateAsync(hub.Admin, new { scope = "own", title = "Order", bodyEn = "Order {{order.number}} left today." })).Is(HttpStatusCode.Created).Id;
        var preview = (await PreviewAsync(hub.Admin, reply, conversation)).Is(HttpStatusCode.OK).Json;
        Assert.Equal("Order {{order.number}} left today.", preview.GetProperty("text").GetString());
        Assert.Equal("order.number", Assert.Single(preview.GetProperty("empty").EnumerateArray()).GetString());
        foreach (var text in new[] { "Order {{order.number}} left today.", "｛｛customer.name｝｝様", "{{ Conversation.Number }}" })
        {
            (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text })).Is(HttpStatusCode.UnprocessableEntity, "empty_variable");
        }

        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "Use {{name}} in your template.", confirmed = new[] { "placeholder" } })).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).Count(item => item.GetProperty("from").GetString() == "hub") == 1);
    }

    [Fact]
    public async Task The_customer_s_language_picks_the_text_and_the_other_fills_in_when_it_is_missing()
    {
        var (_, conversation) = await ConversationAsync("Language");
        var both = (await CreateAsync(hub.Admin, new { scope = "own", title = "Both", bodyJa = "こんにちは", bodyEn = "Hello" })).Is(HttpStatusCode.Created).Id;
        var english = (await CreateAsync(hub.Admin, new { scope = "own", title = "English only", bodyEn = "Hello" })).Is(HttpStatusCode.Created).Id;
        var customer = await hub.ScalarAsync<Guid>("SELECT customer_id FROM conversations.conversation WHERE id = $1", conversation);
        foreach (var (language, expected) in new[] { ("en", "Hello"), ("ja", "こんにちは"), ("th", "Hello") })
        {
            await hub.ScalarAsync<Guid>("UPDATE customers.customer SET language = $2 WHERE id = $1 RETURNING id", customer, language);
            Assert.Equal(expected, (await PreviewAsync(hub.Admin, both, conversation)).Json.GetProperty("text").GetString());
            Assert.Equal("Hello", (await PreviewAsync(hub.Admin, english, conversation)).Json.GetProperty("text").GetString());
        }

        Assert.Equal("Hello", (await PreviewAsync(hub.Admin, both, conversation, "en")).Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task AZ1_People_see_their_own_their_teams_and_their_brands_replies_and_nobody_else_s()
    {
        var (team, other) = (await hub.TeamAsync("Canned A"), await hub.TeamAsync("Canned B"));
        var (_, conversation) = await ConversationAsync("Scopes");
        var brand = await BrandAsync();
        var foreignBrand = await hub.ScalarAsync<Guid>("INSERT INTO integrations.brand (id, key, name) VALUES (gen_random_uuid(), gen_random_uuid()::text, 'Elsewhere') RETURNING id");
        using var agent = await hub.SignedInAsync("agent", team);
        using var colleague = await hub.SignedInAsync("agent", other);
        await hub.ScalarAsync<Guid>("UPDATE conversations.conversation_head SET team_id = $2 WHERE conversation_id = $1 RETURNING conversation_id", conversation, team);

        var own = (await CreateAsync(agent, Text("own"))).Is(HttpStatusCode.Created).Id;
        var ofTeam = (await CreateAsync(hub.Admin, Text("team", team))).Is(HttpStatusCode.Created).Id;
        var ofOther = (await CreateAsync(hub.Admin, Text("team", other))).Is(HttpStatusCode.Created).Id;
        var ofBrand = (await CreateAsync(hub.Admin, Text("brand", brand))).Is(HttpStatusCode.Created).Id;
        var ofForeign = (await CreateAsync(hub.Admin, Text("brand", foreignBrand))).Is(HttpStatusCode.Created).Id;
        Guid[] all = [own, ofTeam, ofOther, ofBrand, ofForeign];

        Assert.Equal([own, ofTeam, ofBrand], await SeenAsync(agent, all, $"?conversationId={conversation}"));
        Assert.Equal([own, ofTeam, ofBrand], await SeenAsync(agent, all, ""));
        (await agent.SendAsync("GET", $"/api/canned-replies?conversationId={Guid.CreateVersion7()}")).Is(HttpStatusCode.NotFound, "not_found");
        (await colleague.SendAsync("GET", $"/api/canned-replies?conversationId={conversation}")).Is(HttpStatusCode.NotFound, "not_found");
        (await PreviewAsync(colleague, own, conversation)).Is(HttpStatusCode.NotFound);
        (await PreviewAsync(agent, ofOther, conversation)).Is(HttpStatusCode.NotFound, "not_found");
        (await PreviewAsync(agent, ofForeign, conversation)).Is(HttpStatusCode.NotFound, "not_found");
        (await agent.SendAsync("POST", $"/api/canned-replies/{ofOther}/insertions", new { conversationId = conversation })).Is(HttpStatusCode.NotFound, "not_found");
        Assert.Equal([ofTeam, ofOther, ofBrand, ofForeign], await SeenAsync(hub.Admin, all, "")); // looks after the shared ones; never another's own
    }

    [Fact]
    public async Task AZ1_Shared_replies_are_changed_only_by_those_who_manage_settings()
    {
        var team = await hub.TeamAsync("Canned C");
        using var agent = await hub.SignedInAsync("agent", team);
        using var colleague = await hub.SignedInAsync("agent", team);
        (await CreateAsync(agent, Text("team", team))).Is(HttpStatusCode.Forbidden, "forbidden");
        (await CreateAsync(agent, Text("brand", await BrandAsync()))).Is(HttpStatusCode.Forbidden, "forbidden");
        var shared = (await CreateAsync(hub.Admin, Text("team", team))).Is(HttpStatusCode.Created).Id;
        (await agent.SendAsync("PUT", $"/api/canned-replies/{shared}", Text("team", team, version: 1))).Is(HttpStatusCode.Forbidden, "forbidden");
        (await agent.SendAsync("PUT", $"/api/canned-replies/{shared}", Text("own", version: 1))).Is(HttpStatusCode.Forbidden, "forbidden");
        (await agent.SendAsync("DELETE", $"/api/canned-replies/{shared}")).Is(HttpStatusCode.Forbidden, "forbidden");

        var own = (await CreateAsync(agent, Text("own"))).Is(HttpStatusCode.Created).Id;
        (await agent.SendAsync("PUT", $"/api/canned-replies/{own}", Text("team", team, version: 1))).Is(HttpStatusCode.Forbidden, "forbidden");
        (await colleague.SendAsync("PUT", $"/api/canned-replies/{own}", Text("own", version: 1))).Is(HttpStatusCode.NotFound, "not_found");
        (await colleague.SendAsync("DELETE", $"/api/canned-replies/{own}")).Is(HttpStatusCode.NotFound, "not_found");
        (await agent.SendAsync("PUT", $"/api/canned-replies/{own}", Text("own", version: 1))).Is(HttpStatusCode.OK);
        (await agent.SendAsync("PUT", $"/api/canned-replies/{own}", Text("own", version: 1))).Is(HttpStatusCode.Conflict, "reply_changed");
    }

    [Fact]
    public async Task A_deleted_reply_can_be_brought_back_unless_its_shortcut_is_taken()
    {
        using var agent = await hub.SignedInAsync("agent");
        var first = (await CreateAsync(agent, new { scope = "own", title = "First", shortcut = "ok", bodyEn = "OK" })).Is(HttpStatusCode.Created).Id;
        Assert.Equal("taken", (await CreateAsync(agent, new { scope = "own", title = "Second", shortcut = "ＯＫ", bodyEn = "OK" })).Is(HttpStatusCode.BadRequest, "invalid").Error("shortcut"));
        (await agent.SendAsync("DELETE", $"/api/canned-replies/{first}")).Is(HttpStatusCode.NoContent);
        Assert.Null(await FindAsync(agent, first));
        (await agent.SendAsync("POST", $"/api/canned-replies/{first}/restore")).Is(HttpStatusCode.OK);
        Assert.NotNull(await FindAsync(agent, first));
        (await agent.SendAsync("DELETE", $"/api/canned-replies/{first}")).Is(HttpStatusCode.NoContent);
        (await CreateAsync(agent, new { scope = "own", title = "Second", shortcut = "ＯＫ", bodyEn = "OK" })).Is(HttpStatusCode.Created);
        (await agent.SendAsync("POST", $"/api/canned-replies/{first}/restore")).Is(HttpStatusCode.BadRequest, "invalid");
    }

    [Theory]
    [InlineData("title", "required", """{"scope":"own","bodyJa":"x"}""")]
    [InlineData("bodyJa", "required", """{"scope":"own","title":"x"}""")]
    [InlineData("bodyEn", "unknown_variable", """{"scope":"own","title":"x","bodyEn":"{{custmer.name}}"}""")]
    [InlineData("bodyJa", "unknown_variable", """{"scope":"own","title":"x","bodyJa":"{{expectedAnswer}}"}""")]
    [InlineData("shortcut", "invalid", """{"scope":"own","title":"x","bodyJa":"x","shortcut":"a b"}""")]
    [InlineData("ownerId", "required", """{"scope":"team","title":"x","bodyJa":"x"}""")]
    [InlineData("ownerId", "unknown", """{"scope":"brand","ownerId":"0190a000-0000-7000-8000-00000000dead","title":"x","bodyJa":"x"}""")]
    [InlineData("attachmentIds", "unknown", """{"scope":"own","title":"x","bodyJa":"x","attachmentIds":["0190a000-0000-7000-8000-00000000dead"]}""")]
    public async Task What_is_wrong_is_said_beside_its_field(string field, string code, string body) =>
        Assert.Equal(code, (await CreateAsync(hub.Admin, JsonElement.Parse(body))).Is(HttpStatusCode.BadRequest, "invalid").Error(field));

    [Fact]
    public async Task A_colleague_s_upload_cannot_be_put_into_a_reply_and_pages_go_on_where_they_ended()
    {
        using var agent = await hub.SignedInAsync("agent");
        using var colleague = await hub.SignedInAsync("agent");
        var upload = await UploadAsync(agent, "a.txt", "a");
        Assert.Equal("unknown", (await CreateAsync(colleague, new { scope = "own", title = "x", bodyEn = "x", attachmentIds = new[] { upload } })).Is(HttpStatusCode.BadRequest).Error("attachmentIds"));
        var made = new HashSet<Guid>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await CreateAsync(colleague, Text("own"))).Is(HttpStatusCode.Created).Id);
        }

        var first = (await colleague.SendAsync("GET", "/api/canned-replies?limit=2")).Is(HttpStatusCode.OK).Json;
        var second = (await colleague.SendAsync("GET", $"/api/canned-replies?limit=200&cursor={first.GetProperty("next").GetGuid()}")).Is(HttpStatusCode.OK).Json;
        var ids = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Subset(ids.ToHashSet(), made);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    private static object Text(string scope, Guid? ownerId = null, int? version = null) => new { scope, ownerId, title = "A title", bodyJa = "本文", version };

    private static Task<Answer> CreateAsync(DeskClient client, object body) => client.SendAsync("POST", "/api/canned-replies", body);

    private static Task<Answer> PreviewAsync(DeskClient client, Guid id, Guid conversation, string? language = null) =>
        client.SendAsync("GET", $"/api/canned-replies/{id}/preview?conversationId={conversation}{(language is null ? "" : "&language=" + language)}");

    private static async Task<List<JsonElement>> ListAsync(DeskClient client, string query) =>
        [.. (await client.SendAsync("GET", $"/api/canned-replies{query}{(query.Length == 0 ? "?" : "&")}limit=500")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement?> FindAsync(DeskClient client, Guid id) =>
        (await ListAsync(client, "")).Where(item => item.GetProperty("id").GetGuid() == id).Select(item => (JsonElement?)item).FirstOrDefault();

    private static async Task<IEnumerable<Guid>> SeenAsync(DeskClient client, Guid[] of, string query)
    {
        var seen = (await ListAsync(client, query)).Select(item => item.GetProperty("id").GetGuid()).ToHashSet();
        return of.Where(seen.Contains);
    }

    private static async Task<Guid> UploadAsync(DeskClient client, string name, string text) =>
        (await client.SendAsync("POST", "/api/uploads", null, request =>
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
            request.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
        })).Is(HttpStatusCode.Created).Id;

    private Task<Guid> BrandAsync() => hub.ScalarAsync<Guid>("SELECT brand_id FROM integrations.channel_account WHERE key = 'line-demo'");

    private async Task<(string User, Guid Conversation)> ConversationAsync(string name)
    {
        var user = await hub.PhoneAsync(name);
        await hub.SayAsync(user, "hello");
        return (user, await hub.ConversationOfAsync(user));
    }
}
