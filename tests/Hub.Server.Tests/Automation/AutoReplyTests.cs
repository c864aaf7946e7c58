using System.Globalization;
using System.Net;
using System.Text.Json;
using Hub.Server.Automation;
using Hub.Server.Platform.Outbox;
using Hub.Server.Tests.Conversations;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Automation;

public sealed class AutoReplyTests(AutoReplyTests.AnsweringHub hub) : IClassFixture<AutoReplyTests.AnsweringHub>
{
    private const string Acknowledgement = "{{customer.name}} 様、受付番号 {{conversation.number}} で承りました。";

    /// <summary>Always open, and its account acknowledges.</summary>
    public sealed class AnsweringHub : ChatHub
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await HoursAsync();
            await AnswerAsync(new { acknowledge = true, acknowledgeJa = Acknowledgement, acknowledgeEn = "Received as {{conversation.number}}.", closed = true, closedJa = "次の営業は {{nextOpening}} からです。" });
        }

        /// <param name="closedUntil">Closed from yesterday to this day.</param>
        public async Task HoursAsync(DateOnly? closedUntil = null)
        {
            var brand = await ScalarAsync<Guid>("SELECT brand_id FROM integrations.channel_account WHERE id = $1", LineAccountId);
            var version = (await Admin.SendAsync("GET", $"/api/brands/{brand}/calendar")).Json.GetProperty("version").GetInt32();
            var closures = closedUntil is { } until ? new[] { new { from = Tokyo(-1).ToString("o", CultureInfo.InvariantCulture), to = until.ToString("o", CultureInfo.InvariantCulture) } } : [];
            var week = Enum.GetNames<DayOfWeek>().Select(day => new { day = day.ToLowerInvariant(), spans = new[] { new { opens = "00:00", closes = "24:00" } } });
            (await Admin.SendAsync("PUT", $"/api/brands/{brand}/calendar", new { timeZone = "Asia/Tokyo", holidays = false, week, closures, specialDays = Array.Empty<object>(), version })).Is(HttpStatusCode.OK);
        }

        public async Task AnswerAsync(object settings)
        {
            var version = (await Admin.SendAsync("GET", $"/api/channel-accounts/{LineAccountId}/auto-replies")).Is(HttpStatusCode.OK).Json.GetProperty("version").GetInt32();
            var body = JsonSerializer.SerializeToElement(settings).EnumerateObject().ToDictionary(each => each.Name, each => (object?)each.Value);
            body["version"] = version;
            (await Admin.SendAsync("PUT", $"/api/channel-accounts/{LineAccountId}/auto-replies", body)).Is(HttpStatusCode.OK);
        }

        public static DateOnly Tokyo(int days) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(9).AddDays(days).Date);
    }

    [Fact]
    public async Task The_acknowledgement_goes_out_by_itself_marked_and_is_no_first_response()
    {
        var user = await hub.PhoneAsync("山田 花子さん");
        await hub.SayAsync(user, "荷物が届きません");
        var conversation = await hub.ConversationOfAsync(user);
        var automatic = await AutomaticAsync(conversation);
        Assert.Equal("acknowledgement", automatic.GetProperty("content").GetProperty("automatic").GetString());
        Assert.Equal("system", automatic.GetProperty("sender").GetProperty("type").GetString());
        var number = await hub.ScalarAsync<long>("SELECT number FROM conversations.conversation WHERE id = $1", conversation);
        Assert.EndsWith($"様、受付番号 {number} で承りました。", automatic.GetProperty("content").GetProperty("body").GetString());

        // It took the free reply; a person has still not answered: the clock runs, the words stay unread and shown, and nobody owns it.
        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).Any(item => item.GetProperty("from").GetString() == "hub" && item.GetProperty("mode").GetString() == "reply"));
        var row = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        Assert.NotEqual(JsonValueKind.Null, row.GetProperty("waitingSince").ValueKind);
        Assert.Equal(1, row.GetProperty("unread").GetInt32());
        Assert.Equal("荷物が届きません", row.GetProperty("lastMessage").GetProperty("preview").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("ownerId").ValueKind);

        // Whoever answers what they saw before it is not asked whether a colleague was quicker.
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "確認いたします。", seenNumber = 1, expectedOwnerId = (Guid?)null })).Is(HttpStatusCode.Created);
        row = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json;
        Assert.Equal(JsonValueKind.Null, row.GetProperty("waitingSince").ValueKind);
    }

    [Fact]
    public async Task It_goes_out_once_however_often_and_by_how_many_its_fact_is_handed_out()
    {
        var user = await hub.PhoneAsync("Once");
        await hub.SayAsync(user, "first");
        var conversation = await hub.ConversationOfAsync(user);
        await AutomaticAsync(conversation);
        await hub.SayAsync(user, "second");
        await hub.ConversationOfAsync(user, 2);
        await RedeliverAsync(conversation, times: 8);
        Assert.Equal(1, await CountAsync(conversation));
    }

    [Fact]
    public async Task A_sender_gets_one_a_day_even_in_a_new_conversation()
    {
        var user = await hub.PhoneAsync("Daily");
        await hub.SayAsync(user, "first");
        var first = await hub.ConversationOfAsync(user);
        await AutomaticAsync(first);
        var second = await AnotherConversationAsync(user, first, "again today");
        await RedeliverAsync(second);
        Assert.Equal(0, await CountAsync(second));

        await hub.ScalarAsync<Guid>("UPDATE automation.auto_reply_sent SET day = day - 1 WHERE conversation_id = $1 RETURNING identity_id", first);
        var third = await AnotherConversationAsync(user, second, "the day after");
        await AutomaticAsync(third);
    }

    [Fact]
    public async Task Stickers_and_thanks_ask_for_nothing()
    {
        var user = await hub.PhoneAsync("Sticker");
        await hub.WriteAsync(user, new { type = "sticker", packageId = "446", stickerId = "1988" });
        var conversation = await hub.ConversationOfAsync(user);
        await RedeliverAsync(conversation);
        Assert.Equal(0, await CountAsync(conversation));

        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "発送しました。" })).Is(HttpStatusCode.Created);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        await hub.HoursAsync(AnsweringHub.Tokyo(1));
        try
        {
            await hub.SayAsync(user, "ありがとうございます！😊");
            await hub.ConversationOfAsync(user, 2);
            await RedeliverAsync(conversation);
            Assert.Equal(0, await CountAsync(conversation));
            await hub.SayAsync(user, "もう一点、返品はできますか？");
            Assert.Equal("closed", (await AutomaticAsync(conversation)).GetProperty("content").GetProperty("automatic").GetString());
        }
        finally
        {
            await hub.HoursAsync();
        }
    }

    [Fact]
    public async Task Outside_hours_it_names_the_next_opening()
    {
        var closedUntil = AnsweringHub.Tokyo(1);
        await hub.HoursAsync(closedUntil);
        try
        {
            var user = await hub.PhoneAsync("Night");
            await hub.SayAsync(user, "夜分に失礼します");
            var said = (await AutomaticAsync(await hub.ConversationOfAsync(user))).GetProperty("content");
            Assert.Equal("closed", said.GetProperty("automatic").GetString());
            Assert.Equal($"次の営業は {closedUntil.AddDays(1).ToString("M月d日（ddd）", CultureInfo.GetCultureInfo("ja-JP"))}0:00 からです。", said.GetProperty("body").GetString());
        }
        finally
        {
            await hub.HoursAsync();
        }
    }

    [Fact]
    public async Task Words_in_plain_Latin_letters_are_answered_in_English_while_nobody_knows_the_language()
    {
        var user = "Unknown" + Guid.CreateVersion7().ToString("N");
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Text(user, Guid.CreateVersion7().ToString("N"), "Where is my parcel?")));
        var said = await AutomaticAsync(await hub.ConversationOfAsync(user));
        Assert.StartsWith("Received as ", said.GetProperty("content").GetProperty("body").GetString());
    }

    [Fact]
    public async Task Nobody_is_told_late_after_an_answer_as_spam_or_where_they_cannot_be_reached()
    {
        await hub.AnswerAsync(new { acknowledge = false, closed = false });
        try
        {
            var spam = await hub.PhoneAsync("Spam");
            await hub.SayAsync(spam, "hello");
            var spamOne = await hub.ConversationOfAsync(spam);
            await hub.ScalarAsync<Guid>("UPDATE conversations.conversation_head SET status = 5 WHERE conversation_id = $1 RETURNING conversation_id", spamOne);
            var (late, answered, blocked) = (await hub.PhoneAsync("Late"), await hub.PhoneAsync("Answered"), await hub.PhoneAsync("Blocked"));
            await hub.SayAsync(late, "hello");
            await hub.SayAsync(blocked, "hello");
            var blockedOne = await hub.ConversationOfAsync(blocked);
            await hub.ScalarAsync<Guid>("UPDATE customers.identity SET reachable = false WHERE external_id = $1 RETURNING id", blocked);
            await hub.SayAsync(answered, "hello");
            var (lateOne, answeredOne) = (await hub.ConversationOfAsync(late), await hub.ConversationOfAsync(answered));
            await hub.ScalarAsync<Guid>("UPDATE conversations.message SET at = at - interval '16 minutes' WHERE conversation_id = $1 RETURNING conversation_id", lateOne);
            (await hub.Admin.SendAsync("POST", $"/api/conversations/{answeredOne}/messages", new { id = Guid.CreateVersion7(), text = "Hello" })).Is(HttpStatusCode.Created);
            await hub.AnswerAsync(new { acknowledge = true, acknowledgeJa = Acknowledgement });
            await RedeliverAsync(lateOne);
            await RedeliverAsync(answeredOne);
            await RedeliverAsync(blockedOne);
            await RedeliverAsync(spamOne);
            Assert.Equal(0, await CountAsync(spamOne));
            Assert.Equal(0, await CountAsync(blockedOne));
            Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM automation.auto_reply_sent WHERE conversation_id = $1", blockedOne));
            Assert.Equal(0, await CountAsync(lateOne));
            Assert.Equal(0, await CountAsync(answeredOne));
        }
        finally
        {
            await hub.AnswerAsync(new { acknowledge = true, acknowledgeJa = Acknowledgement, acknowledgeEn = "Received as {{conversation.number}}.", closed = true, closedJa = "次の営業は {{nextOpening}} からです。" });
        }
    }

    [Fact]
    public async Task Settings_are_checked_versioned_and_only_for_those_who_manage_them()
    {
        var path = $"/api/channel-accounts/{hub.LineAccountId}/auto-replies";
        Assert.Equal("required", (await hub.Admin.SendAsync("PUT", path, new { acknowledge = true, version = 1 })).Is(HttpStatusCode.BadRequest, "invalid").Error("acknowledgeJa"));
        Assert.Equal("unknown_variable", (await hub.Admin.SendAsync("PUT", path, new { closedEn = "{{order.number}}", version = 1 })).Is(HttpStatusCode.BadRequest).Error("closedEn"));
        Assert.Equal("required", (await hub.Admin.SendAsync("PUT", path, new { closedEn = "By {{expectedAnswer}}", version = 1 })).Is(HttpStatusCode.BadRequest).Error("expectedMinutes"));
        (await hub.Admin.SendAsync("PUT", path, new { version = 0 })).Is(HttpStatusCode.Conflict, "auto_reply_changed");
        using var agent = await hub.SignedInAsync("agent");
        (await agent.SendAsync("GET", path)).Is(HttpStatusCode.Forbidden, "forbidden");
        (await agent.SendAsync("PUT", path, new { version = 1 })).Is(HttpStatusCode.Forbidden, "forbidden");

        var preview = (await hub.Admin.SendAsync("POST", path + "/preview", new { acknowledge = true, acknowledgeEn = "{{customer.name}}, by {{expectedAnswer}}.", acknowledgeJa = "{{nextOpening}}", expectedMinutes = 120 })).Is(HttpStatusCode.OK).Json;
        Assert.Equal("acknowledgement", preview.GetProperty("now").GetString());
        var english = preview.GetProperty("texts").EnumerateArray().Single(text => text.GetProperty("language").GetString() == "en");
        Assert.Matches(@"^Hanako Yamada, by (today|\w+day \d+ \w+), \d+:\d0\.$", english.GetProperty("text").GetString());
        Assert.Empty(english.GetProperty("empty").EnumerateArray());
    }

    [Theory]
    [InlineData("ありがとうございました", true)]
    [InlineData("了解です！", true)]
    [InlineData("ご連絡ありがとうございます。よろしくお願いします🙇", true)]
    [InlineData("Thank you very much!!", true)]
    [InlineData("ＯＫ👍", true)]
    [InlineData("ありがとうございます。あと返品したいです", false)]
    [InlineData("Thanks, but where is it?", false)]
    [InlineData("👍", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Thanks_are_told_from_questions(string? words, bool only) => Assert.Equal(only, OnlyThanks.Is(words));

    private async Task<Guid> AnotherConversationAsync(string user, Guid before, string text)
    {
        await hub.ScalarAsync<Guid>("UPDATE conversations.conversation_head SET status = 2, last_activity_at = last_activity_at - interval '30 days' WHERE conversation_id = $1 RETURNING conversation_id", before);
        await hub.SayAsync(user, text);
        Guid next = before;
        await Eventually.HoldsAsync(async () => (next = await hub.ConversationOfAsync(user)) != before);
        return next;
    }

    private async Task<JsonElement> AutomaticAsync(Guid conversation)
    {
        JsonElement? found = null;
        await Eventually.HoldsAsync(async () =>
        {
            found = (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("content").TryGetProperty("automatic", out _)).Select(message => (JsonElement?)message).FirstOrDefault();
            return found is not null;
        });
        return found!.Value;
    }

    private Task<long> CountAsync(Guid conversation) =>
        hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE conversation_id = $1 AND kind = 1 AND sender_type = 3", conversation);

    /// <summary>Hands every fact of the conversation to the handler again, when the outbox has.</summary>
    private async Task RedeliverAsync(Guid conversation, int times = 1)
    {
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>(
            "SELECT count(*) FROM platform.fact f JOIN platform.cursor c ON c.handler = 'auto-reply' AND c.shard = f.shard WHERE f.lane = $1 AND (c.tx, c.fact_id) < (f.tx, f.id)", conversation) == 0);
        var handler = hub.Services.GetServices<IFactHandler>().Single(each => each.Name == "auto-reply");
        await using var command = hub.Database.CreateCommand("SELECT id, lane, type, data::text, at FROM platform.fact WHERE lane = $1 ORDER BY id");
        command.Parameters.Add(new() { Value = conversation });
        var facts = new List<StoredFact>();
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                facts.Add(new StoredFact(0, reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)));
            }
        }

        Assert.NotEmpty(facts);
        await Task.WhenAll(facts.Where(handler.Handles).SelectMany(fact => Enumerable.Repeat(fact, times)).Select(fact => handler.HandleAsync(fact, TestContext.Current.CancellationToken)));
    }
}
