using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>Stickers, places, cards and answers to choose from, to a phone of the simulator.</summary>
public sealed class ComposedTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly object Card = new { altText = "Your parcel", form = Json("""{"type":"template","template":{"type":"buttons","text":"Your parcel","actions":[{"type":"uri","label":"Track","uri":"https://track.example/1"}]}}""") };

    [Fact]
    public async Task What_is_composed_arrives_as_it_is_and_stays_readable_in_the_thread()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Composed");
        await SendAsync(conversation, new { sticker = new { packageId = "11537", stickerId = "52002734" } });
        await SendAsync(conversation, new { location = new { title = "つむぎ茶舗", address = "京都市中京区", latitude = 35.0116, longitude = 135.7681 } });
        await SendAsync(conversation, new { rich = Card });
        await SendAsync(conversation, new { quickReplies = new[] { new { label = "Yes", text = "Yes, please" } } }, "Shall we send it again?");

        await Eventually.HoldsAsync(async () => (await FromHubAsync(user)).Count == 4);
        var arrived = await FromHubAsync(user);
        Assert.Equal(["sticker", "location", "template", "text"], arrived.Select(message => message.GetProperty("type").GetString()));
        Assert.Equal("Yes, please", arrived[3].GetProperty("content").GetProperty("quickReply").GetProperty("items")[0].GetProperty("action").GetProperty("text").GetString());
        Assert.Equal("Your parcel", arrived[2].GetProperty("content").GetProperty("altText").GetString());
        var stored = (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() == "outbound").Select(message => message.GetProperty("content")).ToList();
        Assert.Equal(["sticker", "location", "rich", "text"], stored.Select(content => content.GetProperty("type").GetString()));
        Assert.Equal("Yes", stored[3].GetProperty("quickReplies")[0].GetProperty("label").GetString());
        Assert.Equal("Track", stored[2].GetProperty("form").GetProperty("template").GetProperty("actions")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task It_is_sent_once_however_often_it_is_asked_for_and_another_card_under_its_id_is_refused()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Composed once");
        var id = Guid.CreateVersion7();
        (await PostAsync(conversation, new { id, composed = new { rich = Card } })).Is(HttpStatusCode.Created);
        (await PostAsync(conversation, new { id, composed = new { rich = Card } })).Is(HttpStatusCode.OK);
        (await PostAsync(conversation, new { id, composed = new { rich = new { altText = "Your parcel", form = Json("""{"type":"template","template":{"type":"buttons","text":"Another","actions":[]}}""") } } })).Is(HttpStatusCode.Conflict, "id_reused");
        await Eventually.HoldsAsync(async () => (await FromHubAsync(user)).Count == 1);
    }

    [Fact]
    public async Task What_cannot_go_out_is_said_before_with_the_providers_own_words_for_what_lies_deep()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Composed wrong");
        async Task Refused(string code, object composed, string? text = null) =>
            Assert.Equal(code, (await PostAsync(conversation, new { id = Guid.CreateVersion7(), text, composed })).Is(HttpStatusCode.UnprocessableEntity).Json.GetProperty("detail").GetString());

        await Refused("invalid_sticker", new { sticker = new { packageId = "x", stickerId = "1" } });
        await Refused("invalid_location", new { location = new { title = "Shop", latitude = 1, longitude = 1 } });
        await Refused("invalid_rich", new { rich = new { altText = "a", form = Json("""{"type":"text","text":"a"}""") } });
        await Refused("invalid_rich", new { rich = new { altText = "a" } });
        await Refused("invalid_quick_replies", new { quickReplies = new[] { new { label = "a" } } }, "text");
        await Refused("one_at_a_time", new { sticker = new { packageId = "1", stickerId = "1" } }, "and text");
        await Refused("sensitive_number", new { quickReplies = new[] { new { label = "Card", text = "4111 1111 1111 1111" } } }, "text");
        await Refused("no_text", new { quickReplies = new[] { new { label = "a", text = "a" } } });
        (await PostAsync(conversation, new { id = Guid.CreateVersion7(), composed = new { rich = new { altText = "Dear {{customer.name}}", form = Json("""{"type":"flex"}""") } } })).Is(HttpStatusCode.UnprocessableEntity, "empty_variable");
        Assert.Equal("words_only", (await PostAsync(conversation, new { id = Guid.CreateVersion7(), sendAt = DateTimeOffset.UtcNow.AddHours(1), composed = new { rich = Card } })).Is(HttpStatusCode.BadRequest).Error("sendAt"));

        async Task<JsonElement> CheckAsync(object composed) => (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/composed-check", composed)).Is(HttpStatusCode.OK).Json;
        Assert.Empty((await CheckAsync(new { rich = Card })).GetProperty("faults").EnumerateArray());
        var faults = (await CheckAsync(new { rich = new { altText = "a", form = Json("""{"type":"template","template":{"type":"buttons","text":"a","actions":[]}}""") } })).GetProperty("faults");
        Assert.Equal("messages[0].template.actions", faults[0].GetProperty("path").GetString());
        Assert.Equal("invalid_rich", (await CheckAsync(new { rich = new { altText = "", form = Json("""{"type":"flex"}""") } })).GetProperty("code").GetString());
        Assert.Equal(0, (await hub.MessagesAsync(hub.Admin, conversation)).Count(message => message.GetProperty("kind").GetString() == "outbound"));
    }

    [Fact]
    public async Task Where_the_channel_has_no_such_thing_it_is_refused()
    {
        using var visitor = await WebChat.VisitorClient.StartAsync(hub);
        await visitor.SayAsync("hello");
        var conversation = await visitor.ConversationAsync();
        var answer = await PostAsync(conversation, new { id = Guid.CreateVersion7(), composed = new { sticker = new { packageId = "1", stickerId = "1" } } });
        Assert.Equal("not_possible_here", answer.Is(HttpStatusCode.UnprocessableEntity).Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_webhook_is_set_at_LINE_and_called_once_and_only_ever_with_the_hubs_own_address()
    {
        var check = (await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{hub.LineAccountId}/webhook", new { url = "https://evil.example/" })).Is(HttpStatusCode.OK).Json;
        Assert.True(check.GetProperty("healthy").GetBoolean(), check.GetRawText());
        Assert.Equal("webhook_answers", check.GetProperty("findings")[0].GetProperty("code").GetString());
        Assert.Equal($"{hub.Address}webhooks/line/line-demo", (await hub.Line.GetFromJsonAsync<JsonElement>("/sim/accounts/line-demo")).GetProperty("webhookUrl").GetString());
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'channel_account.webhook_set' AND target_id = $1", hub.LineAccountId));
        using var agent = await hub.SignedInAsync("agent");
        (await agent.SendAsync("POST", $"/api/channel-accounts/{hub.LineAccountId}/webhook")).Is(HttpStatusCode.Forbidden, "forbidden");
        var chat = (await hub.Admin.SendAsync("GET", "/api/channel-accounts")).Json.GetProperty("items").EnumerateArray().First(account => account.GetProperty("channel").GetString() == "webchat").GetProperty("id").GetGuid();
        (await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{chat}/webhook")).Is(HttpStatusCode.Conflict, "set_it_there");
    }

    [Fact]
    public async Task A_stickers_picture_comes_from_the_hub_and_may_be_kept()
    {
        var answer = await hub.Admin.SendAsync("GET", $"/api/stickers/{hub.LineAccountId}/2");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        (await hub.Admin.SendAsync("GET", $"/api/stickers/{hub.LineAccountId}/none")).Is(HttpStatusCode.NotFound);
        (await hub.Admin.SendAsync("GET", $"/api/stickers/{Guid.CreateVersion7()}/2")).Is(HttpStatusCode.NotFound);
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private Task<Answer> PostAsync(Guid conversation, object body) => hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", body);

    private async Task SendAsync(Guid conversation, object composed, string? text = null) =>
        (await PostAsync(conversation, new { id = Guid.CreateVersion7(), text, composed })).Is(HttpStatusCode.Created);

    private async Task<List<JsonElement>> FromHubAsync(string user) => [.. (await hub.PhoneThreadAsync(user)).Where(message => message.GetProperty("from").GetString() == "hub")];
}
