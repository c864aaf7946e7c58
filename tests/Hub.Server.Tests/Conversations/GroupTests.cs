using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

public sealed class GroupTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task In_a_group_every_message_has_its_writers_name_and_face_and_strangers_see_neither()
    {
        var (hanako, taro, group) = (await hub.PhoneAsync("山田 花子"), await hub.PhoneAsync("田中 太郎"), "C" + new string('7', 32));
        foreach (var (user, id) in new[] { (hanako, "g1"), (taro, "g2"), ("Uunknownmember", "g3") })
        {
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Body(GroupText(group, user, id))));
        }

        var conversation = await hub.ConversationOfAsync(group, 3);
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation)).Take(2).Select(message => message.GetProperty("sender").GetProperty("name").GetString()).SequenceEqual(["山田 花子", "田中 太郎"]), what: "both names");
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("customer").GetProperty("name").GetString() == "お茶の会 / Tea circle", what: "the group's name");
        var messages = await hub.MessagesAsync(hub.Admin, conversation);
        Assert.Equal(JsonValueKind.Null, messages[2].GetProperty("sender").GetProperty("name").ValueKind);

        var face = messages[0].GetProperty("sender").GetProperty("pictureUrl").GetString()!;
        (await hub.Admin.SendAsync("GET", face)).Is(HttpStatusCode.OK);
        var team = await hub.TeamAsync("Elsewhere");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = await hub.TeamAsync("Here") })).Is(HttpStatusCode.OK);
        (await (await hub.SignedInAsync("outsourced", team)).SendAsync("GET", face)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Somebody_in_a_group_is_asked_about_again_only_after_a_week_and_forgotten_with_the_last_of_their_messages()
    {
        await using (var watch = hub.Database.CreateCommand("""
            CREATE TABLE asked (key text);
            CREATE FUNCTION note_asked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.asked VALUES (NEW.key); RETURN NEW; END $$;
            CREATE TRIGGER note_asked BEFORE INSERT ON platform.job FOR EACH ROW WHEN (NEW.kind = 'refresh-author') EXECUTE FUNCTION note_asked()
            """))
        {
            await watch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (aya, ken, group) = (await hub.PhoneAsync("佐々木 彩"), await hub.PhoneAsync("小林 健"), "C" + new string('8', 32));
        await WriteAsync(aya, "h1", 1);
        await WriteAsync(ken, "h2", 2);
        await Eventually.HoldsAsync(async () => await NamedAsync(aya) && await NamedAsync(ken), what: "both are known");
        var asked = await AskedAsync(aya);

        await WriteAsync(aya, "h3", 3);
        Assert.Equal(asked, await AskedAsync(aya));

        // Whoever is still being asked about is not asked about once more.
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.job WHERE kind = 'refresh-author' AND key LIKE '%/' || $1", aya) == 0, what: "the first question is done with");
        await hub.ScalarAsync<string>("UPDATE conversations.author SET profile_at = profile_at - interval '8 days', name = 'an old name' WHERE external_id = $1 RETURNING name", aya);
        await WriteAsync(aya, "h4", 4);
        await Eventually.HoldsAsync(() => NamedAsync(aya), what: "the new name");
        Assert.True(await AskedAsync(aya) > asked);

        var face = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.author WHERE external_id = $1", ken);
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Body(new
        {
            type = "unsend",
            mode = "active",
            timestamp = 1_760_000_000_500,
            source = new { type = "group", groupId = group, userId = ken },
            webhookEventId = "Eh5",
            deliveryContext = new { isRedelivery = false },
            unsend = new { messageId = "h2" },
        })));
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE content->'author'->>'id' = $1", ken) == 0, what: "the words are gone");
        await hub.Services.GetRequiredService<PurgeAuthors>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal([aya], (await hub.ScalarAsync<string[]>("SELECT array_agg(external_id) FROM conversations.author WHERE external_id IN ($1, $2)", aya, ken)));
        var conversation = await hub.ConversationOfAsync(group);
        (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/authors/{face}/picture")).Is(HttpStatusCode.NotFound);

        async Task WriteAsync(string user, string id, int count)
        {
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Body(GroupText(group, user, id))));
            await hub.ConversationOfAsync(group, count);
        }

        Task<bool> NamedAsync(string user) => hub.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM conversations.author WHERE external_id = $1 AND name <> 'an old name')", user);

        Task<long> AskedAsync(string user) => hub.ScalarAsync<long>("SELECT count(*) FROM public.asked WHERE key LIKE '%/' || $1", user);
    }

    [Fact]
    public async Task Undoing_a_split_brings_back_what_the_messages_quoted()
    {
        var user = await hub.PhoneAsync("Quotes and splits");
        await hub.SayAsync(user, "一つ目の話");
        await hub.SayAsync(user, "二つ目の話");
        var conversation = await hub.ConversationOfAsync(user, 2);
        var phone = (await hub.PhoneThreadAsync(user)).FindAll(item => item.GetProperty("from").GetString() == "phone").ConvertAll(item => item.GetProperty("id").GetString());
        await hub.WriteAsync(user, new { type = "text", text = "一つ目について", quotedMessageId = phone[0] });
        await hub.WriteAsync(user, new { type = "text", text = "二つ目について", quotedMessageId = phone[1] });
        await hub.ConversationOfAsync(user, 4);
        var said = (await hub.MessagesAsync(hub.Admin, conversation)).FindAll(message => message.GetProperty("kind").GetString() == "inbound").ConvertAll(message => message.GetProperty("number").GetInt32());

        var split = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/split", new { numbers = new[] { said[1], said[2], said[3] } })).Is(HttpStatusCode.Created).Id;
        Assert.Equal([null, null, "二つ目の話"], (await hub.MessagesAsync(hub.Admin, split)).FindAll(message => message.GetProperty("kind").GetString() == "inbound").ConvertAll(Quoted));
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{split}/split")).Is(HttpStatusCode.OK);

        Assert.Equal([null, null, "一つ目の話", "二つ目の話"], (await hub.MessagesAsync(hub.Admin, conversation)).FindAll(message => message.GetProperty("kind").GetString() == "inbound").ConvertAll(Quoted));

        static string? Quoted(JsonElement message) => message.GetProperty("quote") is { ValueKind: JsonValueKind.Object } quote ? quote.GetProperty("text").GetString() : null;
    }

    [Fact]
    public async Task What_a_customer_quotes_stands_above_their_words_and_an_answer_quotes_back()
    {
        var user = await hub.PhoneAsync("Quotes");
        await hub.SayAsync(user, "煎茶とほうじ茶、どちらがおすすめですか");
        var conversation = await hub.ConversationOfAsync(user);
        var answer = await hub.ReplyAsync(conversation, "ほうじ茶です");
        await hub.BecomesAsync(conversation, answer, "accepted");
        var ours = (await hub.PhoneThreadAsync(user)).Last(item => item.GetProperty("from").GetString() == "hub").GetProperty("id").GetString();

        await hub.WriteAsync(user, new { type = "text", text = "これにします", quotedMessageId = ours });
        await hub.ConversationOfAsync(user, 2);
        var said = (await hub.MessagesAsync(hub.Admin, conversation)).Last(message => message.GetProperty("kind").GetString() == "inbound");
        Assert.Equal((answer, "agent", "ほうじ茶です"), (said.GetProperty("quote").GetProperty("number").GetInt32(), said.GetProperty("quote").GetProperty("sender").GetString(), said.GetProperty("quote").GetProperty("text").GetString()));

        var number = said.GetProperty("number").GetInt32();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "x", quotes = 999 })).Is(HttpStatusCode.BadRequest, "invalid");
        var quoted = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "承知しました", quotes = number })).Is(HttpStatusCode.Created).Json;
        Assert.Equal("これにします", quoted.GetProperty("quote").GetProperty("text").GetString());
        await hub.BecomesAsync(conversation, quoted.GetProperty("number").GetInt32(), "accepted");
        var theirs = (await hub.PhoneThreadAsync(user)).Last(item => item.GetProperty("from").GetString() == "phone").GetProperty("id").GetString();
        Assert.Equal("q" + theirs, (await hub.PhoneThreadAsync(user)).Last(item => item.GetProperty("from").GetString() == "hub").GetProperty("content").GetProperty("quoteToken").GetString());
    }

    [Fact]
    public async Task A_customer_sees_that_a_colleague_has_read_and_nothing_of_who_only_looked_on()
    {
        var user = await hub.PhoneAsync("Read marks");
        await hub.SayAsync(user, "一通目");
        await hub.SayAsync(user, "二通目");
        var conversation = await hub.ConversationOfAsync(user, 2);
        (await (await hub.SignedInAsync("auditor")).SendAsync("PUT", $"/api/conversations/{conversation}/read", new { upTo = 2 })).Is(HttpStatusCode.OK);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.job WHERE kind = 'show-read'"));
        Assert.All(await hub.PhoneThreadAsync(user), message => Assert.False(message.GetProperty("readByHub").GetBoolean()));

        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/read", new { upTo = 2 })).Is(HttpStatusCode.OK);

        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).All(message => message.GetProperty("readByHub").GetBoolean()), what: "both are read");
    }

    [Fact]
    public async Task A_group_is_answered_by_name_while_the_account_is_in_it()
    {
        var (hanako, taro) = (await hub.PhoneAsync("山田 花子"), await hub.PhoneAsync("田中 太郎"));
        var group = (await AskAsync("POST", "/groups", new { name = "京都お茶めぐり", members = new[] { hanako, taro } })).GetProperty("userId").GetString()!;
        await hub.WriteAsync(group, new { type = "text", text = "土曜は何時集合ですか", author = taro });
        var conversation = await hub.ConversationOfAsync(group);
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation)).Any(message => message.GetProperty("sender").GetProperty("name").GetString() == "田中 太郎"), what: "the writer's name");
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("customer").GetProperty("name").GetString() == "京都お茶めぐり", what: "the group's name");
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "十時です"), "accepted");
        Assert.Equal("十時です", (await hub.OnPhoneAsync(group))[^1].Text);

        await AskAsync("PUT", $"/groups/{group}", new { inside = false });
        await Eventually.HoldsAsync(async () => !(await CanReplyAsync(conversation)), what: "the account has left");
        await AskAsync("PUT", $"/groups/{group}", new { inside = true, members = new[] { hanako } });
        await Eventually.HoldsAsync(() => CanReplyAsync(conversation), what: "the account is back");
    }

    private async Task<bool> CanReplyAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("canReply").GetBoolean();

    private async Task<JsonElement> AskAsync(string method, string path, object body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/sim/accounts/line-demo{path}?wait=settled") { Content = System.Net.Http.Json.JsonContent.Create(body) };
        using var response = await hub.Line.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private static object GroupText(string group, string user, string id) => new
    {
        type = "message",
        mode = "active",
        timestamp = 1_760_000_000_000,
        source = new { type = "group", groupId = group, userId = user },
        webhookEventId = "E" + id,
        deliveryContext = new { isRedelivery = false },
        replyToken = "r" + id,
        message = new { id, type = "text", text = $"words {id}", quoteToken = "q" + id },
    };
}
