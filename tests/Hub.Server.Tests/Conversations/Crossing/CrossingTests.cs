using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Server.Conversations;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Integrations;
using Hub.Server.Tests.Conversations.Live;
using Hub.Server.Tests.Conversations.Sms;
using Hub.Server.Tests.Conversations.WebChat;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Crossing;

public sealed class CrossingTests(SmsHub hub) : IClassFixture<SmsHub>
{
    [Fact]
    public async Task A_reply_goes_out_by_another_channel_and_the_answer_comes_back_into_the_thread()
    {
        var (user, conversation, customer, number, sms) = await hub.TwoWaysAsync("Crossing");
        var ways = await hub.WaysAsync(conversation);
        Assert.Equal(["line", "sms"], ways.Select(way => way.GetProperty("channel").GetString()));
        Assert.All(ways, way => Assert.Null(way.GetProperty("reason").GetString()));
        Assert.NotEqual(JsonValueKind.Null, ways[1].GetProperty("capabilities").GetProperty("parts").ValueKind);

        var sent = (await hub.Admin.ViaAsync(conversation, sms, "We wrote you a text.")).Is(HttpStatusCode.Created).Json;
        Assert.Equal(("sms", number), (sent.GetProperty("via").GetProperty("channel").GetString(), sent.GetProperty("via").GetProperty("address").GetString()));
        await hub.BecomesAsync(conversation, sent.GetProperty("number").GetInt32(), "delivered");
        Assert.Equal(["We wrote you a text."], await hub.TextsOnAsync(number));
        Assert.DoesNotContain(await hub.OnPhoneAsync(user), text => text.Text == "We wrote you a text.");

        await hub.TextAsync(number, "Got it.");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Contains("sms: Got it."));
        var home = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "And here again." })).Is(HttpStatusCode.Created).Json;
        await hub.BecomesAsync(conversation, home.GetProperty("number").GetInt32(), "accepted");
        await hub.SayAsync(user, "Fine.");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Count == 5);
        Assert.Equal(["-: I am Crossing", "sms: We wrote you a text.", "sms: Got it.", "-: And here again.", "-: Fine."], await hub.SaidAsync(conversation));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation WHERE customer_id = $1", customer));
        Assert.Equal(["sms"], (await hub.DetailAsync(conversation)).GetProperty("otherChannels").EnumerateArray().Select(channel => channel.GetString()));

        // What is composed is looked at by the channel it is to go by.
        async Task<string?> CheckAsync(string query) =>
            (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/composed-check{query}", new { sticker = new { packageId = "11537", stickerId = "52002734" } })).Is(HttpStatusCode.OK).Json.GetProperty("code").GetString();
        Assert.Equal((null, "not_possible_here", "unknown_address"), (await CheckAsync(""), await CheckAsync($"?via={sms}"), await CheckAsync($"?via={Guid.CreateVersion7()}")));

        // What is said about the address counts for the address alone.
        await hub.TextAsync(number, "配信停止");
        await Eventually.HoldsAsync(async () => (await hub.WaysAsync(conversation)).Reason(sms) == "opted_out");
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Exists(text => text.StartsWith("配信を停止しました。", StringComparison.Ordinal)));
        Assert.True((await hub.DetailAsync(conversation)).GetProperty("canReply").GetBoolean());
        (await hub.Admin.ViaAsync(conversation, sms, "Still there?")).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");
    }

    [Fact]
    public async Task An_address_with_a_conversation_of_its_own_is_joined_by_one_step_and_left_by_undoing_it()
    {
        var (user, line, customer, number, sms) = await hub.TwoWaysAsync("Joined");
        await hub.TextAsync(number, "and by text");
        var text = await hub.ConversationOfAsync(number);
        Assert.Equal("open_elsewhere", (await hub.WaysAsync(line)).Reason(sms));
        Assert.Equal("open_elsewhere", (await hub.Admin.ViaAsync(line, sms, "no")).Is(HttpStatusCode.UnprocessableEntity, "cannot_send").Json.GetProperty("detail").GetString());
        Assert.Equal(text, Assert.Single((await hub.DetailAsync(line)).GetProperty("elsewhere").EnumerateArray()).GetProperty("id").GetGuid());

        (await hub.Admin.SendAsync("POST", $"/api/conversations/{text}/merge", new { intoId = line })).Is(HttpStatusCode.OK);
        await hub.TextAsync(number, "second text");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(line)).Contains("sms: second text"));
        await hub.SayAsync(user, "second by LINE");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(line)).Contains("-: second by LINE"));
        (await hub.Admin.ViaAsync(line, sms, "here we go")).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Contains("here we go"));
        Assert.Equal((1L, 1L), (await hub.OpenOfAsync(sms), await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.open_identity WHERE identity_id = $1 AND conversation_id = $2", sms, line)));

        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{text}/merge")).Is(HttpStatusCode.OK);
        Assert.Equal("open_elsewhere", (await hub.WaysAsync(line)).Reason(sms));
        await hub.TextAsync(number, "third text");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(text)).Contains("-: third text"));
        Assert.Equal(1L, await hub.OpenOfAsync(sms));
        Assert.DoesNotContain("sms: third text", await hub.SaidAsync(line));
    }

    [Fact]
    public async Task A_reply_for_later_keeps_its_address_and_one_that_cannot_go_there_any_more_comes_back_to_its_author()
    {
        var (user, conversation, customer, number, sms) = await hub.TwoWaysAsync("Later");
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (id, text) in new[] { (first, "later by text"), (second, "too late for that") })
        {
            (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id, text, via = sms, sendAt = DateTimeOffset.UtcNow.AddHours(1) })).Is(HttpStatusCode.Accepted);
        }

        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/scheduled/{first}/send")).Is(HttpStatusCode.NoContent);
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Contains("later by text"));
        Assert.DoesNotContain(await hub.OnPhoneAsync(user), text => text.Text == "later by text");

        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/{sms}/unlink", new { reason = "a wrong number" })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/scheduled/{second}/send")).Is(HttpStatusCode.NoContent);
        var draft = Assert.Single((await hub.DetailAsync(conversation)).GetProperty("drafts").EnumerateArray());
        Assert.Equal("too late for that", draft.GetProperty("text").GetString());
        Assert.Single(await hub.TextsOnAsync(number));
    }

    [Fact]
    public async Task A_reply_that_is_taken_back_leaves_its_address_where_it_was()
    {
        var (_, conversation, customer, _, _) = await hub.TwoWaysAsync("Taken back");
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("hello");
        var chat = await visitor.ConversationAsync();
        await hub.LinkAsync(customer, new { identityId = visitor.IdentityId, verified = false, reason = "same person", confirmed = new[] { "identity_moves" } });
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{chat}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        // Paused, so that it can be taken back however slow the machine is.
        var site = await hub.ScalarAsync<Guid>("SELECT id FROM integrations.channel_account WHERE key = 'web-demo'");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{site}/pause")).Is(HttpStatusCode.OK);
        var sent = (await hub.Admin.ViaAsync(conversation, visitor.IdentityId, "oh no", undoSeconds: 2)).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{conversation}/messages/{sent}")).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("DELETE", $"/api/channel-accounts/{site}/pause")).Is(HttpStatusCode.OK);
        await visitor.SayAsync("anybody there?");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(chat)).Contains("-: anybody there?"));
        Assert.Equal(1L, await hub.OpenOfAsync(visitor.IdentityId));
    }

    [Fact]
    public async Task An_answer_that_comes_while_the_conversation_is_resolved_is_in_it_all_the_same()
    {
        var (_, conversation, customer, number, sms) = await hub.TwoWaysAsync("Resolving");
        (await hub.Admin.ViaAsync(conversation, sms, "Anything else?")).Is(HttpStatusCode.Created);
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" }), hub.TextAsync(number, $"answer {round}"));
            await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Contains($"sms: answer {round}"));
            (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "open" })).Is(HttpStatusCode.OK);
        }

        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation WHERE customer_id = $1", customer));
        Assert.Equal(1L, await hub.OpenOfAsync(sms));
    }

    [Fact]
    public async Task An_address_that_two_conversations_want_at_once_gets_one_of_them()
    {
        var (_, line, customer, number, sms) = await hub.TwoWaysAsync("Wanted");
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("hello from the site");
        var chat = await visitor.ConversationAsync();
        await hub.LinkAsync(customer, new { identityId = visitor.IdentityId, verified = false, reason = "same person", confirmed = new[] { "identity_moves" } });

        var answers = await Task.WhenAll(hub.Admin.ViaAsync(line, sms, "from LINE"), hub.Admin.ViaAsync(chat, sms, "from the chat"));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.UnprocessableEntity);
        Assert.Equal(1L, await hub.OpenOfAsync(sms));
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Count == 1);

        // The same with the customer as one of the two.
        var (_, other, _, second, theirs) = await hub.TwoWaysAsync("First text");
        await Task.WhenAll(hub.Admin.ViaAsync(other, theirs, "we were first"), hub.TextAsync(second, "I was first"));
        await hub.SettledAsync(hub.AccountId);
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE content->>'body' = 'I was first'") == 1);
        Assert.Equal(1L, await hub.OpenOfAsync(theirs));
    }

    [Fact]
    public async Task What_waits_for_an_address_is_not_sent_when_the_address_goes_to_another_customer()
    {
        var (_, conversation, customer, number, sms) = await hub.TwoWaysAsync("Moving");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.AccountId}/pause")).Is(HttpStatusCode.OK);
        var queued = (await hub.Admin.ViaAsync(conversation, sms, "for the other one")).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/{sms}/unlink", new { reason = "a wrong number" })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("DELETE", $"/api/channel-accounts/{hub.AccountId}/pause")).Is(HttpStatusCode.OK);

        await hub.BecomesAsync(conversation, queued, "failed");
        Assert.Equal("address_moved", (await hub.StateAsync(conversation, queued)).Code);
        Assert.Empty(await hub.TextsOnAsync(number));
        await hub.TextAsync(number, "who is this?");
        Assert.NotEqual(customer, await hub.CustomerAsync(await hub.ConversationOfAsync(number)));
        Assert.DoesNotContain("sms: who is this?", await hub.SaidAsync(conversation));
    }

    [Fact]
    public async Task Who_writes_elsewhere_comes_to_the_same_owner_and_whoever_answers_is_told_of_the_other_answer()
    {
        var (_, line, customer, number, _) = await hub.TwoWaysAsync("Owned");
        var team = await hub.TeamAsync("Owners");
        var ((annId, ann), (_, ben)) = (await hub.PersonAsync("agent", team), await hub.PersonAsync("agent", team));
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{line}/assignment", new { ownerId = annId, teamId = team })).Is(HttpStatusCode.OK);
        await hub.TextAsync(number, "it is me again");
        var text = await hub.ConversationOfAsync(number);
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<bool>("SELECT owner_id IS NOT DISTINCT FROM $2 FROM conversations.conversation_head WHERE conversation_id = $1", text, annId));
        Assert.Contains((await hub.MessagesAsync(hub.Admin, text)).Select(message => message.GetProperty("content")), content => content.TryGetProperty("data", out var data) && data.TryGetProperty("because", out var why) && why.GetString() == "sameOwner");

        (await ann.SendAsync("POST", $"/api/conversations/{line}/messages", new { id = Guid.CreateVersion7(), text = "It leaves tomorrow." })).Is(HttpStatusCode.Created);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{text}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        var reply = new { id = Guid.CreateVersion7(), text = "It left yesterday." };
        var asked = (await ben.SendAsync("POST", $"/api/conversations/{text}/messages", reply)).Is(HttpStatusCode.Conflict, "confirm_needed").Json.GetProperty("questions").EnumerateArray().Single();
        Assert.Equal(("answered_elsewhere", $"#{await hub.ScalarAsync<long>("SELECT number FROM conversations.conversation WHERE id = $1", line)}"), (asked.GetProperty("code").GetString(), asked.GetProperty("found").GetString()));
        (await ben.SendAsync("POST", $"/api/conversations/{text}/messages", new { reply.id, reply.text, confirmed = new[] { "answered_elsewhere" } })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task P8_P10_A_visitor_sees_what_was_said_by_the_chat_and_every_view_shows_the_crossing()
    {
        var (_, conversation, customer, _, _) = await hub.TwoWaysAsync("Visiting");
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("before");
        var chat = await visitor.ConversationAsync();
        await hub.LinkAsync(customer, new { identityId = visitor.IdentityId, verified = false, reason = "same person", confirmed = new[] { "identity_moves" } });
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{chat}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        await using var view = new DeskView(hub.Admin);
        await view.StartAsync(conversation);

        (await hub.Admin.ViaAsync(conversation, visitor.IdentityId, "into the chat")).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync()).Count == 2);
        await view.ConvergesAsync("a reply by another channel");
        var reply = (await hub.SaidAsync(conversation)).Count;
        await visitor.SayAsync("back into the thread");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Contains("webchat: back into the thread"));
        await view.ConvergesAsync("an answer by another channel");
        await visitor.ReadAllAsync();
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation)).Exists(message =>
            message.GetProperty("kind").GetString() == "outbound" && message.GetProperty("delivery").GetProperty("state").GetString() == "read"));
        await view.ConvergesAsync("its receipt");

        Assert.Equal(["before", "into the chat", "back into the thread"], (await visitor.MessagesAsync()).Select(message => message.GetProperty("content").GetProperty("body").GetString()));
        Assert.Equal(2, reply);
    }

    [Fact]
    public async Task The_chosen_channel_is_kept_with_the_draft_survives_sending_and_is_where_the_customer_sees_that_somebody_writes()
    {
        var (user, conversation, customer, _, sms) = await hub.TwoWaysAsync("Choosing");
        var line = await hub.ScalarAsync<Guid>("SELECT identity_id FROM conversations.conversation WHERE id = $1", conversation);
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("before");
        await visitor.ConversationAsync();
        await hub.LinkAsync(customer, new { identityId = visitor.IdentityId, verified = false, reason = "same person", confirmed = new[] { "identity_moves" } });
        await using var live = await visitor.LiveAsync();
        var outside = new ConcurrentQueue<string>();
        live.OnRaw = raw => outside.Enqueue(Encoding.UTF8.GetString(raw.Span));
        var (annId, ann) = await hub.PersonAsync("agent");
        async Task ChooseAsync(Guid? identity, string text = "") => (await ann.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text, way = identity is null ? null : new { identityId = identity, usual = (Guid?)line } })).Is(HttpStatusCode.NoContent);
        async Task<Guid?> SeenAsync() => (await ChosenWay.SeenAtAsync(hub.Database, conversation, annId, TestContext.Current.CancellationToken))?.IdentityId;
        async Task<JsonElement> DraftAsync(DeskClient agent) => (await agent.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("drafts").EnumerateArray().SingleOrDefault();

        Assert.Equal(line, await SeenAsync());
        await ChooseAsync(visitor.IdentityId, "half a word");
        Assert.Equal(visitor.IdentityId, (await DraftAsync(ann)).GetProperty("way").GetProperty("identityId").GetGuid());
        Assert.Equal(JsonValueKind.Undefined, (await DraftAsync(hub.Admin)).ValueKind);
        await using (var desk = await hub.LiveAsync(ann))
        {
            await desk.NextAsync("hello");
            await desk.InvokeAsync("Open", conversation);
            await desk.InvokeAsync("Typing", conversation, true);
            await Eventually.HoldsAsync(() => outside.Any(frame => frame.Contains("agentTyping", StringComparison.Ordinal)), what: "the visitor sees it");
        }

        await ChooseAsync(sms, "a whole text");
        Assert.Equal(sms, await SeenAsync());
        (await ann.ViaAsync(conversation, sms, "a whole text")).Is(HttpStatusCode.Created);
        Assert.Equal(("", sms), ((await DraftAsync(ann)).GetProperty("text").GetString(), (await DraftAsync(ann)).GetProperty("way").GetProperty("identityId").GetGuid()));

        // Nobody's draft makes a stranger see anything.
        await ChooseAsync((await hub.TwoWaysAsync("A stranger")).Sms);
        Assert.Null(await SeenAsync());
        await ChooseAsync(null);
        Assert.Equal(JsonValueKind.Undefined, (await DraftAsync(ann)).ValueKind);
        Assert.Equal(line, await SeenAsync());
    }

    [Fact]
    public async Task Whoever_waited_for_a_conversation_sees_the_address_that_joined_meanwhile()
    {
        var (_, conversation, _, _, sms) = await hub.TwoWaysAsync("Waiting");
        var cancellation = TestContext.Current.CancellationToken;
        Task<ConversationBatch> waiting;
        await using (var first = await ConversationBatch.BeginAsync(hub.Database, TimeProvider.System, conversation, cancellation))
        {
            waiting = ConversationBatch.BeginAsync(hub.Database, TimeProvider.System, conversation, cancellation);
            await Eventually.HoldsAsync(async () => await hub.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)))", first.Connection.ProcessID), what: "the second waits");
            first.Conversations[conversation].Join(sms, threaded: false);
            first.Conversations[conversation].Touch();
            await first.CommitAsync(cancellation);
        }

        await using var second = await waiting;
        Assert.Equal([sms], second.Conversations[conversation].Joined);
    }

    [Fact]
    public async Task AZ8_Whoever_may_not_reply_on_an_account_does_not_cross_over_to_it_and_no_brand_does()
    {
        var (_, conversation, customer, _, sms) = await hub.TwoWaysAsync("Limits");
        var (north, south) = (await hub.TeamAsync("Crossing north"), await hub.TeamAsync("Crossing south"));
        var (role, brand) = (await hub.ScalarAsync<Guid>("SELECT id FROM identity.role WHERE key = 'agent'"), Guid.CreateVersion7());
        var (personId, person) = await hub.PersonAsync("trainee", north);
        await hub.ScalarAsync<long>("WITH given AS (INSERT INTO identity.agent_grant (id, agent_id, role_id, team_id) VALUES ($1, $2, $3, $4) RETURNING 1) SELECT count(*) FROM given", Guid.CreateVersion7(), personId, role, north);
        await hub.ScalarAsync<long>("WITH moved AS (UPDATE integrations.channel_account SET team_id = $2 WHERE id = $1 RETURNING 1) SELECT count(*) FROM moved", hub.AccountId, south);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = north })).Is(HttpStatusCode.OK);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
        Assert.Equal("forbidden", (await person.ViaAsync(conversation, sms, "across")).Is(HttpStatusCode.UnprocessableEntity, "cannot_send").Json.GetProperty("detail").GetString());

        // Nor is the customer to see them writing there.
        (await person.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = "across", way = new { identityId = sms, usual = (Guid?)null } })).Is(HttpStatusCode.NoContent);
        Assert.Equal(JsonValueKind.Null, (await person.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("drafts").EnumerateArray().Single().GetProperty("way").ValueKind);

        await hub.ScalarAsync<long>("WITH made AS (INSERT INTO integrations.brand (id, key, name) VALUES ($1, 'crossing', 'Crossing brand') RETURNING 1) SELECT count(*) FROM made", brand);
        await hub.ScalarAsync<long>("WITH moved AS (UPDATE integrations.channel_account SET team_id = NULL, brand_id = $2 WHERE id = $1 RETURNING 1) SELECT count(*) FROM moved", hub.AccountId, brand);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
        Assert.Equal("other_brand", (await hub.WaysAsync(conversation)).Reason(sms));
        Assert.Equal("other_brand", (await hub.Admin.ViaAsync(conversation, sms, "across")).Is(HttpStatusCode.UnprocessableEntity, "cannot_send").Json.GetProperty("detail").GetString());
        Assert.Equal("unknown_address", (await hub.Admin.ViaAsync(conversation, Guid.CreateVersion7(), "nowhere")).Is(HttpStatusCode.UnprocessableEntity, "cannot_send").Json.GetProperty("detail").GetString());
        await hub.ScalarAsync<long>("WITH moved AS (UPDATE integrations.channel_account SET brand_id = (SELECT id FROM integrations.brand WHERE key = 'main') WHERE id = $1 RETURNING 1) SELECT count(*) FROM moved", hub.AccountId);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
    }

    [Fact]
    public async Task A_part_of_a_LINE_thread_stands_beside_it_and_what_the_customer_writes_goes_on_coming_into_the_thread()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Split");
        await hub.SayAsync(user, "and something quite different");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Count == 2);
        var number = (await hub.MessagesAsync(hub.Admin, conversation)).Last(message => message.GetProperty("kind").GetString() == "inbound").GetProperty("number").GetInt32();
        var part = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/split", new { numbers = new[] { number } })).Is(HttpStatusCode.Created).Id;
        Assert.Equal(["-: and something quite different"], await hub.SaidAsync(part));

        await hub.BecomesAsync(part, await hub.ReplyAsync(part, "about the other thing"), "accepted");
        Assert.Contains(await hub.OnPhoneAsync(user), text => text.Text == "about the other thing");
        await hub.SayAsync(user, "thank you");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Contains("-: thank you"));
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{part}/split")).Is(HttpStatusCode.Conflict, "has_more");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{part}/merge", new { intoId = conversation })).Is(HttpStatusCode.OK);
        await hub.SayAsync(user, "all in one again");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Contains("-: all in one again"));
    }
}
