using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Tests.Conversations.Sensitive;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;
using static Hub.Server.Tests.Conversations.Telegram.TelegramHub;

namespace Hub.Server.Tests.Conversations.Telegram;

public sealed class TelegramTests(TelegramHub hub) : IClassFixture<TelegramHub>
{
    [Fact]
    public async Task A_message_that_was_asked_for_comes_with_name_and_picture_and_its_answer_arrives()
    {
        var chat = await hub.ChatAsync("佐伯 亮太");
        await hub.WriteAsync(chat, new { text = "煎茶はまだありますか？🍵" });
        var conversation = await hub.ConversationOfAsync(Text(chat));
        Assert.Equal("煎茶はまだありますか？🍵", (await hub.MessagesAsync(hub.Admin, conversation))[0].Body());
        await Eventually.HoldsAsync(async () => (await hub.DetailAsync(conversation)).GetProperty("customer") is var customer
            && customer.GetProperty("name").GetString() == "佐伯 亮太" && customer.GetProperty("pictureUrl").ValueKind == JsonValueKind.String, what: "name and picture");

        var number = await hub.ReplyAsync(conversation, "はい、ございます。");
        await hub.BecomesAsync(conversation, number, "accepted");
        Assert.Equal("はい、ございます。", (await hub.OnPhoneAsync(chat)).Single().GetProperty("text").GetString());
        Assert.Equal("ok", (await hub.HealthAsync(hub.AccountId)).GetProperty("state").GetString());
        await Eventually.HoldsAsync(async () => (await hub.LedgerAsync()).GetProperty("waiting").GetInt32() == 0, what: "everything is confirmed");
    }

    [Fact]
    public async Task F02_Updates_that_come_twice_and_again_change_nothing()
    {
        await hub.FaultsAsync(new { twice = true });
        var (chat, _, conversation) = await hub.WrittenAsync("only once");
        await hub.WriteAsync(chat, new { text = "and this" });
        await hub.ConversationOfAsync(Text(chat), 2);
        await hub.FaultsAsync(new { });

        // As after a crash between storing and confirming: the hub asks from further back.
        await hub.ScalarAsync<object>("UPDATE conversations.polled SET position = NULL WHERE account_id = $1 RETURNING 1", hub.AccountId);
        await hub.WriteAsync(chat, new { text = "last" });
        await hub.ConversationOfAsync(Text(chat), 3);
        Assert.Equal(["only once", "and this", "last"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(message => message.Body()));
    }

    [Fact]
    public async Task Files_come_and_go_and_a_sticker_is_a_picture()
    {
        var chat = await hub.ChatAsync("Files");
        await hub.WriteAsync(chat, new { kind = "photo", caption = "このひび割れです" });
        await hub.WriteAsync(chat, new { kind = "sticker", number = 3 });
        var conversation = await hub.ConversationOfAsync(Text(chat), 2);
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("attachments")[0].GetProperty("state").GetString() == "stored", what: "the photo is stored");
        var sticker = (await hub.MessagesAsync(hub.Admin, conversation))[1].GetProperty("content");
        (await hub.Admin.SendAsync("GET", $"/api/stickers/{hub.AccountId}/{sticker.GetProperty("stickerId").GetString()}")).Is(HttpStatusCode.OK);

        var upload = (await hub.Admin.SendAsync("POST", "/api/uploads", null, request =>
        {
            request.Content = new ByteArrayContent("%PDF-1.4"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/pdf");
            request.Headers.TryAddWithoutValidation("X-File-Name", Uri.EscapeDataString("見積書.pdf"));
        })).Is(HttpStatusCode.Created).Id;
        var reply = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "見積書です", attachmentIds = new[] { upload } })).Is(HttpStatusCode.Created).Json;
        await hub.BecomesAsync(conversation, reply.GetProperty("number").GetInt32(), "accepted");
        var arrived = (await hub.OnPhoneAsync(chat)).Single();
        Assert.Equal(("見積書.pdf", "見積書です"), (arrived.GetProperty("document").GetProperty("file_name").GetString(), arrived.GetProperty("caption").GetString()));
    }

    [Fact]
    public async Task A_pressed_button_is_an_answer_and_is_confirmed()
    {
        var (chat, _, conversation) = await hub.WrittenAsync("どの色がありますか");
        var offered = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new
        {
            id = Guid.CreateVersion7(),
            text = "何色にしますか",
            composed = new { quickReplies = new[] { new { label = "緑", text = "緑でお願いします" }, new { label = "青", text = "青でお願いします" } } },
        })).Is(HttpStatusCode.Created).Json;
        await hub.BecomesAsync(conversation, offered.GetProperty("number").GetInt32(), "accepted");
        var message = (await hub.OnPhoneAsync(chat)).Single();
        var button = message.GetProperty("reply_markup").GetProperty("inline_keyboard")[1][0];

        (await hub.ActAsync(HttpMethod.Post, $"chats/{chat}/messages/{message.GetProperty("message_id").GetInt64()}/press", new { data = button.GetProperty("callback_data").GetString() })).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(async () => (await SaidAsync(conversation)).Last() == "青でお願いします", what: "the press is a message");
        await Eventually.HoldsAsync(async () => (await hub.LedgerAsync()).GetProperty("calls").EnumerateArray().Any(call => call.GetString() == "answercallbackquery"), what: "the press is confirmed");
    }

    [Fact]
    public async Task Changed_words_replace_the_old_ones_are_masked_like_any_and_are_told_once_answered()
    {
        var (chat, written, conversation) = await hub.WrittenAsync("カードは 4111 1111 1111 1111 です");
        await hub.ReplyAsync(conversation, "番号は送らないでください。");
        await EditAsync("カードは 5555 5555 5555 4444 です");
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation))[^1].GetProperty("content") is var last && last.TryGetProperty("activity", out var told) && told.GetString() == "edited", what: "the thread says so");

        var messages = await hub.MessagesAsync(hub.Admin, conversation);
        Assert.Contains("4444", messages[0].Body(), StringComparison.Ordinal);
        Assert.DoesNotContain("5555 5555", messages[0].Body(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, messages[0].GetProperty("content").GetProperty("editedAt").ValueKind);
        await EditAsync("やっぱり代引きで");
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation))[0].Body() == "やっぱり代引きで", what: "changed again");
        Assert.False((await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("content").TryGetProperty("masked", out _));

        // What it said before is kept, masked as it was, for whoever sees the conversation.
        var number = messages[0].GetProperty("number").GetInt32();
        var earlier = await EarlierAsync();
        Assert.Equal(["1111", "4444"], earlier.Select(wording => wording.GetProperty("text").GetString()![^7..^3]));
        Assert.All(earlier, wording => Assert.DoesNotContain("1111 1111", wording.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.True(earlier[0].GetProperty("at").GetDateTimeOffset() < earlier[1].GetProperty("at").GetDateTimeOffset());
        (await (await hub.SignedInAsync("outsourced", await hub.TeamAsync("Elsewhere"))).SendAsync("GET", $"/api/conversations/{conversation}/messages/{number}/earlier")).Is(HttpStatusCode.NotFound);

        // P12: what is removed from a message is in none of them any more, nor is anything they said.
        const string secret = "下鴨泉川町五十九番地";
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "よろしくお願いします。"), "accepted");
        await EditAsync("お願いします");
        await EditAsync($"{secret}へ代引きで");
        await EditAsync($"{secret}へ代引きでお願いします");
        await Eventually.HoldsAsync(async () => (await EarlierAsync()).Count == 5, what: "changed three times more");
        await hub.SettledAsync(hub.AccountId);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/redact", new { ranges = new[] { new { start = 0, length = secret.Length } }, reason = "asked for" })).Is(HttpStatusCode.OK);
        Assert.Empty(await EarlierAsync());
        Assert.Empty(await Traces.OfAsync(hub, secret));
        Assert.Empty(await Traces.OfAsync(hub, "やっぱり代引きで"));
        Assert.Contains(await hub.MessagesAsync(hub.Admin, conversation), message => message.GetProperty("content").TryGetProperty("body", out var body) && body.GetString() == "よろしくお願いします。"); // Theirs, though the other message once said such words.

        async Task<List<JsonElement>> EarlierAsync() =>
            [.. (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/messages/1/earlier")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

        async Task EditAsync(string text) => (await hub.ActAsync(HttpMethod.Put, $"chats/{chat}/messages/{written}", new { text })).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Whoever_blocks_the_bot_cannot_be_reached_until_they_come_back()
    {
        var (chat, _, conversation) = await hub.WrittenAsync("hello");
        await BlockAsync("block");
        await ReachableAsync(false);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "x" })).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");
        await BlockAsync("unblock");
        await ReachableAsync(true);

        // Nobody was told of this block: the refusal itself says so.
        await hub.FaultsAsync(new { refuse = new { status = 403, description = "Forbidden: bot was blocked by the user" } });
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "are you there"), "failed");
        await ReachableAsync(false);

        async Task BlockAsync(string what) => (await hub.ActAsync(HttpMethod.Post, $"chats/{chat}/{what}", new { })).EnsureSuccessStatusCode();
        Task ReachableAsync(bool reachable) => Eventually.HoldsAsync(
            async () => await hub.ScalarAsync<bool>("SELECT reachable FROM customers.identity WHERE external_id = $1", Text(chat)) == reachable, what: $"reachable: {reachable}");
    }

    [Fact]
    public async Task In_a_group_every_message_says_who_wrote_it_and_the_answer_goes_to_the_group()
    {
        var (anna, ryota) = (await hub.ChatAsync("Anna"), await hub.ChatAsync("亮太"));
        var group = await hub.ChatAsync("お茶の会", Key, anna, ryota);
        await hub.WriteAsync(group, new { text = "When?", from = anna });
        await hub.WriteAsync(group, new { text = "土曜です", from = ryota });
        var conversation = await hub.ConversationOfAsync(Text(group), 2);

        Assert.Equal(["Anna", "亮太"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(message => message.GetProperty("sender").GetProperty("name").GetString()));
        await Eventually.HoldsAsync(async () => (await hub.DetailAsync(conversation)).GetProperty("customer").GetProperty("name").GetString() == "お茶の会", what: "the group's name");
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "承知しました"), "accepted");
        Assert.Single(await hub.OnPhoneAsync(group));
    }

    [Fact]
    public async Task A_webhook_is_set_from_the_settings_and_only_its_secret_opens_the_door()
    {
        var token = await hub.AnotherBotAsync("telegram-hooked");
        var account = await hub.CreateAsync("telegram-hooked", token, new() { ["receive"] = "webhook" });
        Assert.Equal("webhook_not_set", (await CheckAsync()).GetProperty("code").GetString());
        Assert.True((await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{account}/webhook")).Is(HttpStatusCode.OK).Json.GetProperty("healthy").GetBoolean());

        var (chat, _, conversation) = await hub.WrittenAsync("by webhook", "telegram-hooked");
        Assert.Equal("by webhook", (await hub.MessagesAsync(hub.Admin, conversation))[0].Body());
        using var client = hub.CreateClient();
        foreach (var secret in new[] { null, "", token, "guess" })
        {
            using var forged = new HttpRequestMessage(HttpMethod.Post, "/webhooks/telegram/telegram-hooked") { Content = JsonContent.Create(new { update_id = 1, message = new { message_id = 1, date = 1, chat = new { id = chat, type = "private" }, text = "forged" } }) };
            forged.Headers.TryAddWithoutValidation("X-Telegram-Bot-Api-Secret-Token", secret);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(forged)).StatusCode);
        }

        // The hub begins to ask although the webhook is still set: a person is told, and the same button takes it away.
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "asked now", active = true, settings = new Dictionary<string, string> { ["apiBase"] = hub.Line.BaseAddress!.ToString(), ["receive"] = "poll" } })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await hub.HealthAsync(account)) is var health && health.GetProperty("error").GetString() == "webhook_set" && health.GetProperty("failingSince").ValueKind == JsonValueKind.String, what: "the trouble is told");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.notification WHERE account_id = $1 AND code = 'receiving'", account) > 0, what: "people are told");
        Assert.Equal("webhook_set", (await CheckAsync()).GetProperty("code").GetString());
        Assert.True((await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{account}/webhook")).Is(HttpStatusCode.OK).Json.GetProperty("healthy").GetBoolean());
        await hub.WriteAsync(chat, new { text = "by asking" }, "telegram-hooked");
        await hub.ConversationOfAsync(Text(chat), 2);

        async Task<JsonElement> CheckAsync() => (await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{account}/check")).Is(HttpStatusCode.OK).Json;
    }

    private async Task<IEnumerable<string>> SaidAsync(Guid conversation) =>
        (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() == "inbound").Select(message => message.Body());
}
