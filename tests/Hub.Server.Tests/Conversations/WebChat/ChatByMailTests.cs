using System.Net;
using System.Text.RegularExpressions;
using Hub.Server.Tests.Conversations.Live;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>What leaves the chat as mail: to whom, and only what the visitor may see.</summary>
public sealed partial class ChatByMailTests(ChatSiteHub hub) : IClassFixture<ChatSiteHub>
{
    [Fact]
    public async Task WI9_A_transcript_goes_to_an_address_only_after_its_owner_has_pressed_a_button_behind_a_link()
    {
        var shop = await hub.ShopAsync("linked");
        await hub.SetAsync(shop, settings => settings["transcript"] = true);
        using var visitor = await VisitorClient.StartAsync(hub, site: shop.Key);
        Assert.True(visitor.Session.GetProperty("site").GetProperty("transcript").GetBoolean());
        (await visitor.PostAsync("transcript", new { email = "kim@customer.example", language = "en" })).Is(HttpStatusCode.Conflict, "no_transcript"); // nothing was said yet
        await visitor.SayAsync("linked: my order is late");
        var conversation = await visitor.ConversationAsync();
        (await new LiveDesk(hub).NoteAsync(hub.Admin, conversation, "a secret between us")).Is(HttpStatusCode.Created);
        (await new LiveDesk(hub).ReplyAsync(hub.Admin, conversation, "We are looking for it")).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync()).Count == 2);

        Assert.Equal("invalid", (await visitor.PostAsync("transcript", new { email = "support@linked.example", language = "en" })).Is(HttpStatusCode.BadRequest).Error("email"));
        Assert.False((await visitor.PostAsync("transcript", new { email = "Kim@customer.example", language = "en" })).Is(HttpStatusCode.Accepted).Json.GetProperty("sent").GetBoolean());
        var asked = await LetterAsync("kim@customer.example", "Please confirm");
        Assert.DoesNotContain("late", asked, StringComparison.Ordinal);
        var link = Link().Match(asked).Value;

        using var reader = hub.CreateClient();
        var page = await reader.GetStringAsync(link);
        Assert.Contains("<form method=\"post\">", page, StringComparison.Ordinal);
        foreach (var mangled in new[] { link[..^1] + (link[^1] == 'A' ? 'E' : 'A'), link[..^1] + 'B', link[..^1], link + "A", link + "=", link[..^2] + "%20" + link[^1], link[..^1] + "%E3%81%82" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(mangled)).StatusCode); // 'B' is no end a token can have
        }

        Assert.Contains("Confirmed", await (await reader.PostAsync(link, null)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var transcript = await LetterAsync("kim@customer.example", "Your chat with");
        Assert.Matches(@"(?s)You\s+linked: my order is late.*We are looking for it", transcript);
        Assert.DoesNotContain("secret", transcript, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await hub.ThreadOfAsync(visitor)).Exists(message =>
            message.GetProperty("content").TryGetProperty("activity", out var activity) && activity.GetString() == "transcriptSent"));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.PostAsync(link, null)).StatusCode); // once

        Assert.True((await visitor.PostAsync("transcript", new { email = "kim@customer.example", language = "en" })).Is(HttpStatusCode.Accepted).Json.GetProperty("sent").GetBoolean());
        (await visitor.PostAsync("transcript", new { email = "other@customer.example", language = "en" })).Is(HttpStatusCode.Accepted);
        (await visitor.PostAsync("transcript", new { email = "third@customer.example", language = "en" })).Is(HttpStatusCode.TooManyRequests, "slow_down");
    }

    [Fact]
    public async Task A_transcript_goes_at_once_to_the_address_the_site_vouches_for_and_nowhere_where_it_is_off_or_no_mail_account_is()
    {
        var shop = await hub.ShopAsync("vouched");
        await hub.SetAsync(shop, settings => settings["transcript"] = true);
        var identity = VisitorTokens.Create(new { alg = "HS256", typ = "JWT" }, new { sub = "customer-9", name = "Mika", email = "Mika@customer.example", exp = VisitorTokens.Now + 3600 });
        using var visitor = await VisitorClient.StartAsync(hub, identity, shop.Key);
        await visitor.SayAsync("vouched: hello");
        await visitor.ConversationAsync();
        Assert.True((await visitor.PostAsync("transcript", new { email = "mika@customer.example", language = "ja" })).Is(HttpStatusCode.Accepted).Json.GetProperty("sent").GetBoolean());
        Assert.Contains("vouched: hello", await LetterAsync("mika@customer.example", "チャットの内容"), StringComparison.Ordinal);

        var bare = await hub.ShopAsync("bare", mail: false);
        await hub.SetAsync(bare, settings => settings["transcript"] = true);
        using var other = await VisitorClient.StartAsync(hub, site: bare.Key);
        Assert.False(other.Session.GetProperty("site").GetProperty("transcript").GetBoolean());
        await other.SayAsync("bare: hello");
        await other.ConversationAsync();
        (await other.PostAsync("transcript", new { email = "mika@customer.example", language = "ja" })).Is(HttpStatusCode.Conflict, "no_transcript");
    }

    [Fact]
    public async Task An_answer_nobody_has_seen_goes_on_as_mail_once_and_what_comes_back_is_in_the_same_conversation()
    {
        var shop = await hub.ShopAsync("unseen");
        await hub.SetAsync(shop, settings => settings["continueMinutes"] = 10);
        var identity = VisitorTokens.Create(new { alg = "HS256", typ = "JWT" }, new { sub = "customer-5", name = "Rei", email = "rei@customer.example", exp = VisitorTokens.Now + 3600 });
        using var visitor = await VisitorClient.StartAsync(hub, identity, shop.Key);
        await visitor.SayAsync("unseen: is it in stock?");
        var conversation = await visitor.ConversationAsync();
        await AnswerAsync(conversation, "Yes, three are left.");
        await DueAsync(conversation);
        await visitor.ReadAllAsync(); // seen in time: nothing is sent
        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync())[^1].GetProperty("state").GetString() == "read");
        await OverdueAsync(conversation);
        await Eventually.HoldsAsync(async () => await WaitingAsync(conversation) == 0);

        await AnswerAsync(conversation, "Shall I keep one for you?");
        await DueAsync(conversation);
        await hub.ScalarAsync<long>("WITH early AS (UPDATE conversations.unseen_reply SET due_at = now() - interval '1 minute' WHERE conversation_id = $1 RETURNING 1) SELECT count(*) FROM early", conversation);
        await Eventually.HoldsAsync(
            async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.unseen_reply WHERE conversation_id = $1 AND due_at > now()", conversation) == 1, what: "it waits until this answer's own time is over");
        await AnswerAsync(conversation, "They go fast.");
        await OverdueAsync(conversation);
        var letter = await LetterAsync("rei@customer.example", "チャットへのご返信");
        Assert.Matches("(?s)Shall I keep one for you.*They go fast", letter);
        Assert.DoesNotContain("three are left", letter, StringComparison.Ordinal);
        var carried = Assert.Single((await hub.ThreadOfAsync(visitor)), message => message.GetProperty("content").TryGetProperty("automatic", out var word) && word.GetString() == "continued");
        Assert.Equal("system", carried.GetProperty("sender").GetProperty("type").GetString());
        Assert.Equal(["visitor", "agent", "agent", "agent"], (await visitor.MessagesAsync()).Select(message => message.GetProperty("from").GetString())); // the chat shows what the chat said

        await hub.ScalarAsync<long>("WITH again AS (INSERT INTO conversations.unseen_reply (conversation_id, due_at) VALUES ($1, now() - interval '1 day') ON CONFLICT (conversation_id) DO UPDATE SET due_at = excluded.due_at RETURNING 1) SELECT count(*) FROM again", conversation);
        await Eventually.HoldsAsync(async () => await WaitingAsync(conversation) == 0); // a worker that comes a second time finds nothing unseen
        var sent = Assert.Single(hub.Out.Letters, each => each.Envelope.Recipients.Contains("rei@customer.example"));

        await hub.ReceiveAsync(MailWebhook.Letter("rei@customer.example", "support@unseen.example", "Re: " + sent.Mail.Subject, "Please do!", inReplyTo: sent.Mail.MessageId), "unseen-mail");
        await Eventually.HoldsAsync(async () => (await hub.ThreadAsync(conversation)).Exists(message => message.GetProperty("kind").GetString() == "inbound" && message.GetRawText().Contains("Please do!", StringComparison.Ordinal)));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation WHERE customer_id = (SELECT customer_id FROM customers.identity WHERE id = $1)", visitor.IdentityId));
    }

    [Fact]
    public async Task Without_a_proven_address_or_where_it_is_another_customers_an_unseen_answer_stays_in_the_chat()
    {
        var shop = await hub.ShopAsync("staying");
        await hub.SetAsync(shop, settings => settings["continueMinutes"] = 10);
        using var nobody = await VisitorClient.StartAsync(hub, site: shop.Key);
        await nobody.SayAsync("staying: hello");
        var plain = await nobody.ConversationAsync();
        await AnswerAsync(plain, "Good day");

        var other = Guid.CreateVersion7();
        await hub.ScalarAsync<long>("""
            WITH c AS (INSERT INTO customers.customer (id, name) VALUES ($1, 'Somebody else') RETURNING id),
            i AS (INSERT INTO customers.identity (id, customer_id, account_id, external_id) SELECT gen_random_uuid(), $1, a.id, 'taken@customer.example' FROM integrations.channel_account a WHERE a.key = 'staying-mail' RETURNING 1)
            SELECT count(*) FROM i
            """, other);
        var identity = VisitorTokens.Create(new { alg = "HS256", typ = "JWT" }, new { sub = "customer-6", name = "Aki", email = "taken@customer.example", exp = VisitorTokens.Now + 3600 });
        using var visitor = await VisitorClient.StartAsync(hub, identity, shop.Key);
        await visitor.SayAsync("staying: and I");
        var conversation = await visitor.ConversationAsync();
        await AnswerAsync(conversation, "Good evening");
        await DueAsync(conversation);
        await OverdueAsync(conversation);
        await Eventually.HoldsAsync(async () => await WaitingAsync(conversation) == 0);
        Assert.Equal(0, await WaitingAsync(plain));
        Assert.DoesNotContain(hub.Out.Letters, each => each.Envelope.Recipients.Contains("taken@customer.example"));
    }

    [Fact]
    public async Task P6_A_conversation_that_cannot_go_on_as_mail_keeps_no_other_from_it()
    {
        var shop = await hub.ShopAsync("broken");
        await hub.SetAsync(shop, settings => settings["continueMinutes"] = 10);
        using var first = await VisitorClient.StartAsync(hub, Vouched("customer-8", "first@customer.example"), shop.Key);
        using var second = await VisitorClient.StartAsync(hub, Vouched("customer-10", "second@customer.example"), shop.Key);
        foreach (var visitor in new[] { first, second })
        {
            await visitor.SayAsync("broken: hello");
            await AnswerAsync(await visitor.ConversationAsync(), "Good day");
            await DueAsync(await visitor.ConversationAsync());
        }

        var broken = await first.ConversationAsync();
        await hub.ScalarAsync<long>("WITH broken AS (UPDATE conversations.message SET content = jsonb_set(content, '{body}', '5') WHERE conversation_id = $1 AND kind = 1 RETURNING 1) SELECT count(*) FROM broken", broken);
        await OverdueAsync(broken);
        await Eventually.HoldsAsync(
            async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.unseen_reply WHERE conversation_id = $1 AND due_at > now()", broken) == 1, what: "it is put off");
        await OverdueAsync(await second.ConversationAsync());
        Assert.Contains("Good day", await LetterAsync("second@customer.example", "チャットへのご返信"), StringComparison.Ordinal);
    }

    private static string Vouched(string subject, string email) =>
        VisitorTokens.Create(new { alg = "HS256", typ = "JWT" }, new { sub = subject, name = "Sora", email, exp = VisitorTokens.Now + 3600 });

    private async Task AnswerAsync(Guid conversation, string text)
    {
        var number = (await new LiveDesk(hub).ReplyAsync(hub.Admin, conversation, text)).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("delivery").GetProperty("state").GetString() == "accepted");
    }

    private Task<long> WaitingAsync(Guid conversation) => hub.ScalarAsync<long>("SELECT count(*) FROM conversations.unseen_reply WHERE conversation_id = $1", conversation);

    /// <summary>Noted that it will go on.</summary>
    private Task DueAsync(Guid conversation) => Eventually.HoldsAsync(async () => await WaitingAsync(conversation) == 1);

    private Task OverdueAsync(Guid conversation) => hub.ScalarAsync<long>("WITH late AS (UPDATE conversations.unseen_reply SET due_at = due_at - interval '1 day' WHERE conversation_id = $1 RETURNING 1), older AS (UPDATE conversations.message SET at = at - interval '1 day' WHERE conversation_id = $1 AND kind = 1 RETURNING 1) SELECT count(*) FROM late", conversation);

    private async Task<string> LetterAsync(string address, string subject)
    {
        string? found = null;
        await Eventually.HoldsAsync(() =>
        {
            found = hub.Out.Letters.LastOrDefault(letter => letter.Envelope.Recipients.Contains(address) && letter.Mail.Subject.StartsWith(subject, StringComparison.Ordinal)).Mail?.Text;
            return Task.FromResult(found is not null);
        });
        return found!;
    }

    [GeneratedRegex(@"/widget/confirm\?link=[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}
