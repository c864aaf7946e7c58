using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>How a site's chat looks, what it asks first, and what becomes of what is left while it is closed.</summary>
public sealed class ChatSiteTests(ChatSiteHub hub) : IClassFixture<ChatSiteHub>
{
    [Fact]
    public async Task A_sites_look_reaches_its_pages_and_its_chat_in_the_visitors_language_and_no_other_page()
    {
        var shop = await hub.ShopAsync("look");
        await hub.SetAsync(shop, settings =>
        {
            var theme = settings["theme"]!.AsObject();
            (theme["accent"], theme["side"], theme["scheme"], theme["icon"], theme["mark"]) = ("#0A7D4F", "left", "dark", "question", "茶");
            (theme["label"], theme["title"], theme["greeting"]) = (ChatSiteHub.Text("ご相談", null), ChatSiteHub.Text("お茶の相談室", "Tea desk"), ChatSiteHub.Text("いらっしゃいませ", "Welcome"));
        });
        using var visitor = await VisitorClient.StartAsync(hub, site: shop.Key);
        var site = visitor.Session.GetProperty("site");
        Assert.Equal(("#0a7d4f", "dark", "お茶の相談室", "茶", "いらっしゃいませ"), (Of("accent"), Of("scheme"), Of("title"), Of("mark"), Of("greeting")));
        string? Of(string name) => site.GetProperty(name).GetString();

        var look = await visitor.SendAsync("GET", "look?language=en", change: request => request.Headers.Add("Origin", "https://shop.test"));
        Assert.Equal("export default {\"accent\":\"#0a7d4f\",\"side\":\"left\",\"scheme\":\"dark\",\"icon\":\"question\",\"label\":\"ご相談\",\"open\":true,\"turnsAt\":null,\"invitations\":[]};", look.Is(HttpStatusCode.OK).Text);
        Assert.Contains("Access-Control-Allow-Origin", look.HeaderNames);
        (await visitor.SendAsync("GET", "look", change: request => request.Headers.Add("Origin", "https://elsewhere.test"))).Is(HttpStatusCode.Forbidden, "origin_not_allowed");
    }

    [Fact]
    public async Task What_is_wrong_with_a_sites_settings_is_told_by_field_and_two_people_do_not_overwrite_each_other()
    {
        var shop = await hub.ShopAsync("wrong");
        var path = $"/api/channel-accounts/{shop.Site}/chat";
        var settings = JsonNode.Parse((await hub.Admin.SendAsync("GET", path)).Is(HttpStatusCode.OK).Json.GetProperty("settings").GetRawText())!.AsObject();
        settings["theme"]!["accent"] = "red;}";
        settings["theme"]!["title"] = ChatSiteHub.Text(new string('x', 61), null);
        settings["preChat"] = new JsonObject { ["on"] = true, ["fields"] = new JsonArray(new JsonObject { ["key"] = "topic", ["kind"] = "topic", ["required"] = true, ["choices"] = new JsonArray() }) };
        var refused = (await hub.Admin.SendAsync("PUT", path, new { settings, version = 0 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(("invalid", "too_long", "required", "required"), (refused.Error("theme.accent"), refused.Error("theme.title.ja"), refused.Error("preChat.fields.0.label"), refused.Error("preChat.fields.0.choices")));

        await hub.AskAsync(shop);
        var saved = (await hub.Admin.SendAsync("GET", path)).Json;
        (await hub.Admin.SendAsync("PUT", path, new { settings = saved.GetProperty("settings"), version = 0 })).Is(HttpStatusCode.Conflict, "chat_site_changed");
        Assert.Equal("wrong mail", saved.GetProperty("mail").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Admin.SendAsync("GET", $"/api/channel-accounts/{hub.LineAccountId}/chat")).Status);
    }

    [Fact]
    public async Task What_a_visitor_tells_before_the_first_message_becomes_the_customers_claimed_and_is_shown_to_agents_only()
    {
        var shop = await hub.ShopAsync("asking");
        await hub.AskAsync(shop);
        using var visitor = await VisitorClient.StartAsync(hub, site: shop.Key);
        var form = visitor.Session.GetProperty("site").GetProperty("form");
        Assert.Equal(["name", "email", "topic"], form.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("key").GetString()));
        Assert.Equal(["配送", "返品"], form.GetProperty("fields")[2].GetProperty("choices").EnumerateArray().Select(choice => choice.GetString()));

        var refused = (await visitor.PostAsync("form", new { values = new { email = "no address", topic = "anything" }, consent = false, language = "ja" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(("required", "invalid", "invalid", "required"), (refused.Error("name"), refused.Error("email"), refused.Error("topic"), refused.Error("consent")));

        (await visitor.PostAsync("form", new { values = new { name = "高橋 美咲", email = "Misaki@Example.jp", topic = "配送" }, consent = true, language = "ja" })).Is(HttpStatusCode.NoContent);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE id = $1", visitor.IdentityId)); // who never writes is no customer
        await visitor.StartAsync();
        Assert.Equal(JsonValueKind.Null, visitor.Session.GetProperty("site").GetProperty("form").ValueKind);
        await visitor.SayAsync("届きません");

        JsonElement told = default;
        await Eventually.HoldsAsync(async () => (told = (await hub.ThreadOfAsync(visitor)).Find(message => Activity(message) == "visitorForm")).ValueKind == JsonValueKind.Object);
        var data = told.GetProperty("content").GetProperty("data");
        Assert.Equal(["お名前: 高橋 美咲", "メールアドレス: Misaki@Example.jp", "ご用件: 配送"], data.GetProperty("answers").EnumerateArray().Select(answer => $"{answer.GetProperty("label").GetString()}: {answer.GetProperty("value").GetString()}"));
        Assert.Equal("個人情報の取り扱いに同意します。", data.GetProperty("consent").GetString());
        var customer = await hub.ScalarAsync<Guid>("SELECT customer_id FROM customers.identity WHERE id = $1", visitor.IdentityId);
        Assert.Equal("高橋 美咲", await hub.ScalarAsync<string>("SELECT name FROM customers.customer WHERE id = $1", customer));
        Assert.Equal("misaki@example.jp/form/False", await hub.ScalarAsync<string>("SELECT value || '/' || source || '/' || CASE WHEN verified THEN 'True' ELSE 'False' END FROM customers.address WHERE customer_id = $1", customer));
        Assert.Equal(["届きません"], (await visitor.MessagesAsync()).Select(message => message.GetProperty("content").GetProperty("body").GetString()));

        using var known = await VisitorClient.StartAsync(hub, VisitorTokens.For("shop-7", "Vouched"), shop.Key);
        Assert.Equal(["topic"], known.Session.GetProperty("site").GetProperty("form").GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task While_closed_what_is_left_comes_as_a_letter_and_the_answer_leaves_and_goes_on_by_mail()
    {
        var shop = await hub.ShopAsync("closed");
        using (var early = await VisitorClient.StartAsync(hub, site: shop.Key))
        {
            // Where the form is not shown, nobody makes the site write to strangers by it.
            (await early.PostAsync("offline", new { id = Guid.CreateVersion7(), name = "Ada", email = "stranger@customer.example", text = "hello" })).Is(HttpStatusCode.Conflict, "no_offline_form");
        }

        await hub.SetAsync(shop, settings => settings["offline"] = new JsonObject { ["on"] = true, ["whenNobody"] = false, ["intro"] = ChatSiteHub.Text("フォームからどうぞ", null) });
        using var visitor = await VisitorClient.StartAsync(hub, site: shop.Key);
        Assert.Equal(JsonValueKind.Null, Away(visitor).ValueKind);
        await hub.HoursAsync(shop.Brand, closed: true);
        await visitor.StartAsync();
        Assert.Equal(("closed", true, "フォームからどうぞ"), (Away(visitor).GetProperty("why").GetString(), Away(visitor).GetProperty("byMail").GetBoolean(), Away(visitor).GetProperty("intro").GetString()));
        Assert.True(Away(visitor).GetProperty("opensAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());

        var left = new { id = Guid.CreateVersion7(), name = "鈴木 一郎", email = "Ichiro@customer.example", text = "沖縄へも\n送れますか？", language = "ja" };
        var refused = (await visitor.PostAsync("offline", new { left.id, email = "support@closed.example", text = " " })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(("invalid", "required"), (refused.Error("email"), refused.Error("text")));
        Assert.Equal("invalid", (await visitor.PostAsync("offline", left with { name = "Win at www.evil.example" })).Is(HttpStatusCode.BadRequest).Error("name"));
        Assert.True((await visitor.PostAsync("offline", left)).Is(HttpStatusCode.Accepted).Json.GetProperty("byMail").GetBoolean());
        (await visitor.PostAsync("offline", left)).Is(HttpStatusCode.Accepted);

        await Eventually.HoldsAsync(async () => await hub.CountAsync("ichiro@customer.example") == 1);
        var conversation = await hub.ConversationAsync("ichiro@customer.example");
        var letter = (await hub.ThreadAsync(conversation)).Single(message => message.GetProperty("kind").GetString() == "inbound").GetProperty("content");
        Assert.Equal(("お問い合わせ（closed shop）", "沖縄へも\n送れますか？", "closed shop"), (letter.GetProperty("subject").GetString(), letter.GetProperty("body").GetString(), letter.GetProperty("form").GetString()));
        Assert.Empty(await visitor.MessagesAsync());

        var (mail, envelope, _) = await hub.ReplyAsync(conversation, "はい、3日ほどで届きます。");
        Assert.Equal("ichiro@customer.example", Assert.Single(envelope.Recipients), ignoreCase: true);
        Assert.Equal("Re: お問い合わせ(closed shop)", mail.Subject);
        (await visitor.PostAsync("offline", left with { id = Guid.CreateVersion7() })).Is(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(async () => await hub.CountAsync("ichiro@customer.example") == 2); // another form is another matter
        (await visitor.PostAsync("offline", left with { id = Guid.CreateVersion7() })).Is(HttpStatusCode.TooManyRequests, "slow_down");
    }

    [Fact]
    public async Task Without_a_mail_account_what_is_left_while_nobody_is_there_is_a_message_and_says_that_the_answer_comes_here()
    {
        var shop = await hub.ShopAsync("nobody", mail: false);
        await hub.SetAsync(shop, settings => settings["offline"] = new JsonObject { ["on"] = true, ["whenNobody"] = true });
        using var visitor = await VisitorClient.StartAsync(hub, site: shop.Key);
        Assert.Equal(("nobody", false), (Away(visitor).GetProperty("why").GetString(), Away(visitor).GetProperty("byMail").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, Away(visitor).GetProperty("opensAt").ValueKind);
        Assert.False((await visitor.PostAsync("offline", new { id = Guid.CreateVersion7(), name = "Ada", email = "ada@customer.example", text = "hello?", language = "en" })).Is(HttpStatusCode.Accepted).Json.GetProperty("byMail").GetBoolean());
        await Eventually.HoldsAsync(async () => (await hub.ThreadOfAsync(visitor)).Exists(message => Activity(message) == "visitorForm"));
        Assert.Equal(["hello?"], (await visitor.MessagesAsync()).Select(message => message.GetProperty("content").GetProperty("body").GetString()));
        Assert.Equal("ada@customer.example", await hub.ScalarAsync<string>("SELECT a.value FROM customers.address a JOIN customers.identity i ON i.customer_id = a.customer_id WHERE i.id = $1", visitor.IdentityId));

        await using var desk = await hub.LiveAsync(hub.Admin);
        await desk.NextAsync("hello");
        await Eventually.HoldsAsync(async () =>
        {
            await visitor.StartAsync();
            return Away(visitor).ValueKind == JsonValueKind.Null;
        });
    }

    private static JsonElement Away(VisitorClient visitor) => visitor.Session.GetProperty("site").GetProperty("away");

    private static string? Activity(JsonElement message) =>
        message.GetProperty("kind").GetString() == "activity" ? message.GetProperty("content").GetProperty("activity").GetString() : null;
}
