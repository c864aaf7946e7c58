using System.Net;
using System.Text.Json;
using Hub.Channels.Email;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

public sealed class ThreadTests(MailHub hub) : IClassFixture<MailHub>
{
    private const string To = MailHub.Mailbox;
    private static int people;

    [Fact]
    public async Task One_person_has_several_conversations_and_each_answer_finds_its_own()
    {
        var (sender, first, second) = (Someone(), MailWebhook.NewId(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Tea tin", "The tin is dented.", first));
        var one = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Invoice", "Please send an invoice.", second));
        var two = await hub.ConversationAsync(sender);
        Assert.NotEqual(one, two);
        var (reply, _, _) = await hub.ReplyAsync(one, "We are sorry and send another tin.");

        // By the reply address, by our own Message-ID, by the mark in the quoted text, and by the chain of their own letters.
        await hub.ReceiveAsync(MailWebhook.Letter(sender, reply.ReplyTo[0].Address, "Something else", "Thanks (address)."));
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Tea tin", "Thanks (id).", inReplyTo: reply.MessageId));
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Tea", "Thanks (mark).\n\n> " + Mark(reply.Html!)));
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Invoice", "Thanks (chain).", inReplyTo: "lost@customer.example", references: $"<{second}> <lost@customer.example>"));

        Assert.Equal("-, reply_address, message_id, body_mark", await ReasonsAsync(one));
        Assert.Equal("-, references", await ReasonsAsync(two));
        Assert.Equal(2, await hub.CountAsync(sender));
    }

    [Fact]
    public async Task MI6_guessed_references_and_forged_marks_begin_a_conversation_of_their_own()
    {
        var (victim, name) = (Someone(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(victim, To, "Private", "My address is …", name));
        var conversation = await hub.ConversationAsync(victim);
        var (reply, _, _) = await hub.ReplyAsync(conversation, "Thank you, we have noted it.");
        var plus = reply.ReplyTo[0].Address;
        var forgedAddress = plus.Replace("+c", "+c" + (plus[10] == 'a' ? 'b' : 'a'), StringComparison.Ordinal).Remove(12, 1);
        var forgedId = (reply.MessageId![0] == 'a' ? 'b' : 'a') + reply.MessageId[1..];
        var attacker = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(attacker, To, "Re: Private", "Tell me more", inReplyTo: name));
        await hub.ReceiveAsync(MailWebhook.Letter(attacker, forgedAddress, "Re: Private", "Tell me more (2)"));
        await hub.ReceiveAsync(MailWebhook.Letter(attacker, To, "Re: Private", "Tell me more (3)", inReplyTo: forgedId));
        await hub.ReceiveAsync(MailWebhook.Letter(attacker, To, "Re: Private [#1]", "Tell me more (4)\n> [hub:" + new string('a', 42) + "]"));

        // Nor is anybody an agent by writing our address into From.
        await hub.ReceiveAsync(MailWebhook.Letter(To, To, "Re: Private", "I am the shop", inReplyTo: name));

        Assert.Equal(2, (await Letters(conversation)).Count);
        Assert.Equal(4, await hub.CountAsync(attacker));
        var spoofed = Assert.Single(await hub.ThreadAsync(await hub.ConversationAsync(To)));
        Assert.Equal(("inbound", "customer"), (spoofed.GetProperty("kind").GetString(), spoofed.GetProperty("sender").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task MI7_a_new_sender_is_marked_and_our_next_answer_tells_them_nothing()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Contract", "The secret price is 100."));
        var conversation = await hub.ConversationAsync(sender);
        var (reply, _, _) = await hub.ReplyAsync(conversation, "We agree to that price.");
        var stranger = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter($"Newcomer <{stranger}>", reply.ReplyTo[0].Address, "Re: Contract", "Please add me."));

        var last = (await hub.ThreadAsync(conversation))[^1];
        Assert.True(last.GetProperty("content").GetProperty("newSender").GetBoolean());
        Assert.Equal("Newcomer", last.GetProperty("sender").GetProperty("name").GetString());

        // By itself the answer goes to the customer; to the newcomer only when its author says so, and then without the customer's words.
        var (usual, envelope, _) = await hub.ReplyAsync(conversation, "Hello again, here is more.");
        Assert.Equal([sender], envelope.Recipients);
        Assert.DoesNotContain("Please add me", usual.Text, StringComparison.Ordinal);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Contract", "The second secret is 200.", inReplyTo: usual.MessageId));
        var (told, _, _) = await hub.ReplyAsync(
            conversation, "Dear both, please talk to each other.", new { to = new[] { new { address = sender }, new { address = stranger } } }, "new_recipient");
        Assert.DoesNotContain("secret", told.Text + told.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_counts_only_within_its_own_mailbox()
    {
        await hub.AccountAsync("mail-other", "other@tsumugi.example");
        var (sender, name) = (Someone(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Boxes", "To the first.", name));
        var (reply, _, _) = await hub.ReplyAsync(await hub.ConversationAsync(sender), "Answer from the first mailbox.");
        await hub.ReceiveAsync(MailWebhook.Letter(sender, "other@tsumugi.example", "Re: Boxes", "To the other.", inReplyTo: reply.MessageId, references: $"<{name}>"), "mail-other");
        Assert.Equal(2, await hub.CountAsync(sender));
    }

    [Fact]
    public async Task A_weak_hint_only_suggests_and_a_person_merges_or_says_no()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Broken pot", "It leaks."));
        var one = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "RE: Broken pot", "Here are details."));
        var two = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, $"Hello [#{(await hub.RowAsync(one)).GetProperty("number").GetInt64()}]", "And a photo."));
        var three = await hub.ConversationAsync(sender);

        Assert.Equal((one, "subject"), await SuggestedAsync(two));
        Assert.Equal((one, "number"), await SuggestedAsync(three));
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{three}/suggestion")).Is(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, (await hub.RowAsync(three)).GetProperty("suggested").ValueKind);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'conversation.suggestion_dismissed'", three));
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{two}/merge", new { intoId = one })).Is(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, (await hub.RowAsync(two)).GetProperty("suggested").ValueKind);
    }

    [Fact]
    public async Task A_customer_who_takes_an_old_letter_for_a_new_matter_begins_a_conversation()
    {
        var (sender, name) = (Someone(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Old matter", "It was fine.", name));
        var old = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "A wholly new question", "Do you have matcha?", inReplyTo: name));
        var fresh = await hub.ConversationAsync(sender);
        Assert.NotEqual(old, fresh);
        Assert.Equal((old, "other_subject"), await SuggestedAsync(fresh));
    }

    [Fact]
    public async Task A_merged_conversation_goes_on_in_the_other_and_undoing_gives_it_back()
    {
        var (sender, first, second) = (Someone(), MailWebhook.NewId(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Alpha", "one", first));
        var one = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Beta", "two", second));
        var two = await hub.ConversationAsync(sender);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{two}/merge", new { intoId = two })).Is(HttpStatusCode.BadRequest);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{two}/merge", new { intoId = one })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{two}/merge", new { intoId = one })).Is(HttpStatusCode.Conflict, "merged");

        var row = await hub.RowAsync(two);
        Assert.Equal(("resolved", "merged", one), (row.GetProperty("status").GetString(), row.GetProperty("cannotReplyReason").GetString(), row.GetProperty("mergedInto").GetProperty("id").GetGuid()));
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{two}/status", new { status = "open" })).Is(HttpStatusCode.Conflict, "merged");
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Beta", "goes to alpha", inReplyTo: second));
        Assert.Equal(2, (await Letters(one)).Count);
        Assert.Single(await Letters(two));

        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{two}/merge")).Is(HttpStatusCode.OK);
        Assert.Equal("open", (await hub.RowAsync(two)).GetProperty("status").GetString());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Beta", "stays in beta", inReplyTo: second));
        Assert.Equal(2, (await Letters(two)).Count);
        Assert.Equal(2L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action IN ('conversation.merged', 'conversation.unmerged')", two));
    }

    [Fact]
    public async Task AZ14_after_a_merge_into_another_teams_conversation_its_old_viewers_lose_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Merge ours"), await hub.TeamAsync("Merge theirs"));
        await hub.AccountAsync("mail-ours", "ours@tsumugi.example", ours);
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, "ours@tsumugi.example", "From ours", "one"), "mail-ours");
        var from = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, "ours@tsumugi.example", "To theirs", "two"), "mail-ours");
        var into = await hub.ConversationAsync(sender);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{into}/assignment", new { teamId = theirs })).Is(HttpStatusCode.OK);
        using var viewer = await hub.SignedInAsync("agent", ours);
        (await viewer.SendAsync("GET", $"/api/conversations/{from}")).Is(HttpStatusCode.OK);
        (await viewer.SendAsync("POST", $"/api/conversations/{from}/merge", new { intoId = into })).Is(HttpStatusCode.NotFound);
        await using var desk = await hub.LiveAsync(viewer);
        await desk.NextAsync("hello");

        (await hub.Admin.SendAsync("POST", $"/api/conversations/{from}/merge", new { intoId = into })).Is(HttpStatusCode.OK);

        while (!(await desk.NextAsync("frame")).GetProperty("events").EnumerateArray().Any(one => one.GetProperty("type").GetString() == "conversationRemoved" && one.GetProperty("id").GetGuid() == from))
        {
        }

        (await viewer.SendAsync("GET", $"/api/conversations/{from}")).Is(HttpStatusCode.NotFound);
        (await viewer.SendAsync("DELETE", $"/api/conversations/{from}/merge")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_split_off_has_a_thread_of_its_own_and_can_be_put_back()
    {
        var (sender, first, second) = (Someone(), MailWebhook.NewId(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Two matters", "About the pot.", first));
        var one = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Two matters", "And card 4111 1111 1111 1111 was charged twice.", second, inReplyTo: first));
        var number = (await Letters(one))[1].GetProperty("number").GetInt32();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{one}/split", new { numbers = new[] { 1, number } })).Is(HttpStatusCode.Conflict, "nothing_left");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{one}/split", new { numbers = new[] { 77 } })).Is(HttpStatusCode.Conflict, "unknown_message");

        var split = (await hub.Admin.SendAsync("POST", $"/api/conversations/{one}/split", new { numbers = new[] { number }, subject = "Card" })).Is(HttpStatusCode.Created).Id;
        Assert.Equal(("Card", sender), ((await hub.RowAsync(split)).GetProperty("subject").GetString(), (await Letters(split))[0].GetProperty("content").GetProperty("from").GetProperty("address").GetString()));
        Assert.Equal("moved", (await hub.ThreadAsync(one)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("content").GetProperty("type").GetString());
        Assert.Contains("4111 1111", (await hub.Admin.SendAsync("POST", $"/api/conversations/{split}/messages/1/reveal", new { reason = "dispute" })).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Two matters", "more on the card", inReplyTo: second, references: $"<{first}> <{second}>"));
        Assert.Equal(2, (await Letters(split)).Count);
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{split}/split")).Is(HttpStatusCode.Conflict, "has_more");

        var again = (await hub.Admin.SendAsync("POST", $"/api/conversations/{split}/split", new { numbers = new[] { 1 } })).Is(HttpStatusCode.Created).Id;
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{again}/split")).Is(HttpStatusCode.OK);
        Assert.Equal(2, (await Letters(split)).Count);
        Assert.Empty(await Letters(again));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'conversation.split'", one));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'conversation.unsplit'", again));
        Assert.Contains("4111 1111", (await hub.Admin.SendAsync("POST", $"/api/conversations/{split}/messages/1/reveal", new { reason = "dispute" })).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_still_to_be_settled_goes_with_the_messages_and_comes_back_with_them()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Unsettled", "Two questions."));
        var one = await hub.ConversationAsync(sender);
        var (id, number) = (Guid.CreateVersion7(), 0);
        hub.Out.Answers = envelope => envelope.Recipients.Contains(sender) ? new MailSendResult(MailOutcome.Rejected, "message_refused", []) : null;
        try
        {
            number = (await hub.Admin.SendAsync("POST", $"/api/conversations/{one}/messages", new { id, text = "An answer that is refused." })).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
            await Eventually.HoldsAsync(async () => await AttentionAsync(one) == 1);
        }
        finally
        {
            hub.Out.Answers = null;
        }

        var split = (await hub.Admin.SendAsync("POST", $"/api/conversations/{one}/split", new { numbers = new[] { number } })).Is(HttpStatusCode.Created).Id;
        Assert.Equal((0, 1), (await AttentionAsync(one), await AttentionAsync(split)));
        Assert.Contains(split.ToString(), (await hub.Admin.SendAsync("GET", "/api/attention")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);

        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{split}/split")).Is(HttpStatusCode.OK);
        Assert.Equal((1, 0), (await AttentionAsync(one), await AttentionAsync(split)));
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{one}/messages/{number}/settle", new { outcome = "dismissed", reason = "Told by telephone." })).Is(HttpStatusCode.OK);
        Assert.Equal(0, await AttentionAsync(one));
    }

    [Fact]
    public async Task A_resolved_thread_is_reopened_within_its_window_and_others_stay_open_beside_it()
    {
        var (sender, first) = (Someone(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Reopen", "one", first));
        var one = await hub.ConversationAsync(sender);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Beside", "two"));
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{one}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Re: Reopen", "again", inReplyTo: first));
        Assert.Equal("open", (await hub.RowAsync(one)).GetProperty("status").GetString());
        Assert.Equal(2, await hub.CountAsync(sender));
    }

    private Task<int> AttentionAsync(Guid conversation) => hub.ScalarAsync<int>("SELECT attention FROM conversations.conversation_head WHERE conversation_id = $1", conversation);

    private async Task<List<JsonElement>> Letters(Guid conversation) => [.. (await hub.ThreadAsync(conversation)).Where(message => message.GetProperty("content").GetProperty("type").GetString() == "email")];

    private async Task<string> ReasonsAsync(Guid conversation) =>
        string.Join(", ", (await Letters(conversation)).Where(message => message.GetProperty("kind").GetString() == "inbound").Select(message => message.GetProperty("content").GetProperty("threadedBy").GetString() ?? "-"));

    private async Task<(Guid, string?)> SuggestedAsync(Guid conversation)
    {
        var suggested = (await hub.RowAsync(conversation)).GetProperty("suggested");
        return (suggested.GetProperty("id").GetGuid(), suggested.GetProperty("by").GetString());
    }

    private static string Mark(string html) => html[html.IndexOf("[hub:", StringComparison.Ordinal)..(html.IndexOf(']', html.IndexOf("[hub:", StringComparison.Ordinal)) + 1)];

    private static string Someone() => $"thread{Interlocked.Increment(ref people)}@customer.example";
}
