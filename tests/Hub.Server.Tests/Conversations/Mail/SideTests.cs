using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

public sealed class SideTests(MailHub hub) : IClassFixture<MailHub>
{
    private const string Maker = "kiln@maker.example";
    private static int people;

    [Fact]
    public async Task What_is_asked_of_others_comes_back_beside_the_customers_conversation_and_never_into_it()
    {
        var sender = $"side{Interlocked.Increment(ref people)}@customer.example";
        await hub.ReceiveAsync(MailWebhook.Letter(sender, MailHub.Mailbox, "Broken pot", "The pot is broken."));
        var conversation = await hub.ConversationAsync(sender);
        var (ownerId, owner) = await hub.PersonAsync("agent");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId })).Is(HttpStatusCode.OK);
        var side = await AskAsync(conversation, "Is there another pot? INTERNAL-QUESTION");
        var (asked, envelope) = await hub.Out.OfAsync(side);
        Assert.Equal([Maker], envelope.Recipients);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE target_id = $1 AND action = 'conversation.side_asked'", side));
        Assert.Null(asked.InReplyTo.FirstOrDefault());
        Assert.DoesNotContain("The pot is broken", asked.Text + asked.Html, StringComparison.Ordinal);

        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        await hub.ReceiveAsync(MailWebhook.Letter($"Kiln <{Maker}>", asked.ReplyTo[0].Address, "Re: Pot", "Yes, one is left. INTERNAL-ANSWER", inReplyTo: asked.MessageId));

        await Eventually.HoldsAsync(async () => (await ActivitiesAsync(conversation)).Contains("sideAnswered"));
        Assert.Equal("open", (await hub.RowAsync(conversation)).GetProperty("status").GetString());
        var told = Assert.Single(await AttentionTests.NotificationsAsync(owner), item => item.GetProperty("kind").GetString() == "side_answer");
        Assert.Equal(conversation, told.GetProperty("conversationId").GetGuid());
        Assert.Equal(2, (await hub.ThreadAsync(side)).Count(message => message.GetProperty("content").GetProperty("type").GetString() == "email"));
        var listed = Assert.Single((await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/sides")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());
        Assert.Equal((side, true), (listed.GetProperty("id").GetGuid(), listed.GetProperty("answered").GetBoolean()));

        // Nothing of it is among the customer's messages, nor in what goes to them next.
        var (mail, to, _) = await hub.ReplyAsync(conversation, "We have found another pot for you.");
        Assert.Equal([sender], to.Recipients);
        Assert.DoesNotContain("INTERNAL", mail.Text + mail.Html + mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(Maker, mail.Text + mail.Html + string.Join(',', mail.References) + string.Join(',', mail.Headers.Select(header => header.Value)), StringComparison.Ordinal);
        Assert.DoesNotContain("INTERNAL", (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/messages")).Text, StringComparison.Ordinal);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, MailHub.Mailbox, "Re: Broken pot", "Great.", inReplyTo: mail.MessageId));
        Assert.DoesNotContain((await hub.ThreadAsync(side)), message => message.GetRawText().Contains("Great.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_visitor_of_the_chat_sees_nothing_of_what_is_asked_about_their_conversation()
    {
        var user = await hub.PhoneAsync("Side visitor");
        await hub.SayAsync(user, "Where is my parcel?");
        var conversation = await hub.ConversationOfAsync(user);
        var side = await AskAsync(conversation, "Where is it? INTERNAL-QUESTION");
        await hub.Out.OfAsync(side);
        Assert.Contains("sideAsked", await ActivitiesAsync(conversation));
        Assert.DoesNotContain(await hub.PhoneThreadAsync(user), item => item.GetRawText().Contains("INTERNAL", StringComparison.Ordinal));

        // What a visitor's history is made of, for the identity of this conversation.
        Assert.Equal(0L, await hub.ScalarAsync<long>("""
            SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id
            WHERE c.identity_id = (SELECT identity_id FROM conversations.conversation WHERE id = $1) AND m.kind IN (0, 1) AND m.content::text LIKE '%INTERNAL%'
            """, conversation));
    }

    [Fact]
    public async Task P10_it_is_seen_by_whoever_sees_the_conversation_moves_with_it_and_is_never_put_into_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Side ours"), await hub.TeamAsync("Side theirs"));
        await hub.AccountAsync("mail-sides", "sides@tsumugi.example", ours);
        var sender = $"side{Interlocked.Increment(ref people)}@customer.example";
        await hub.ReceiveAsync(MailWebhook.Letter(sender, "sides@tsumugi.example", "Team", "Hello"), "mail-sides");
        var conversation = await hub.ConversationAsync(sender);
        var side = await AskAsync(conversation, "A question for the maker.");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = (Guid?)null, teamId = ours })).Is(HttpStatusCode.OK);
        using var mine = await hub.SignedInAsync("agent", ours);
        using var stranger = await hub.SignedInAsync("agent", theirs);
        await Eventually.HoldsAsync(async () => (await mine.SendAsync("GET", $"/api/conversations/{side}")).Status == HttpStatusCode.OK);
        foreach (var path in new[] { $"/api/conversations/{side}", $"/api/conversations/{conversation}/sides" })
        {
            (await stranger.SendAsync("GET", path)).Is(HttpStatusCode.NotFound);
        }

        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = (Guid?)null, teamId = theirs })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await mine.SendAsync("GET", $"/api/conversations/{side}")).Status == HttpStatusCode.NotFound);
        (await stranger.SendAsync("GET", $"/api/conversations/{side}")).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{side}/merge", new { intoId = conversation, confirmed = new[] { "other_customer" } })).Is(HttpStatusCode.Conflict, "cannot_merge");
    }

    [Fact]
    public async Task The_customer_cannot_be_asked_about_themselves_and_the_same_request_asks_once()
    {
        var sender = $"side{Interlocked.Increment(ref people)}@customer.example";
        await hub.ReceiveAsync(MailWebhook.Letter(sender, MailHub.Mailbox, "Slip", "Hello"));
        var conversation = await hub.ConversationAsync(sender);
        Task<Answer> PostAsync(object body) => hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/sides", body);
        Assert.Equal("the_customer", (await PostAsync(new { id = Guid.CreateVersion7(), accountId = hub.MailAccountId, to = new { address = sender.ToUpperInvariant() }, subject = "s", text = "A text for others." })).Is(HttpStatusCode.BadRequest).Error("to"));
        Assert.Equal("invalid", (await PostAsync(new { id = Guid.CreateVersion7(), accountId = hub.MailAccountId, to = new { address = "x" }, subject = "s", text = "t" })).Is(HttpStatusCode.BadRequest).Error("to"));
        Assert.Equal("unknown", (await PostAsync(new { id = Guid.CreateVersion7(), accountId = hub.LineAccountId, to = new { address = Maker }, subject = "s", text = "t" })).Is(HttpStatusCode.BadRequest).Error("accountId"));
        var again = new { id = Guid.CreateVersion7(), accountId = hub.MailAccountId, to = new { address = Maker }, subject = "Once", text = "Please answer once." };
        (await PostAsync(again)).Is(HttpStatusCode.Created);
        (await PostAsync(again)).Is(HttpStatusCode.OK);
        await hub.Out.OfAsync(again.id);
        Assert.Equal(1, hub.Out.Count(again.id));
    }

    private async Task<Guid> AskAsync(Guid conversation, string text)
    {
        var id = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/sides", new { id, accountId = hub.MailAccountId, to = new { address = Maker, name = "Kiln" }, subject = "Pot", text })).Is(HttpStatusCode.Created);
        return id;
    }

    private async Task<List<string?>> ActivitiesAsync(Guid conversation) =>
        [.. (await hub.ThreadAsync(conversation)).Select(message => message.GetProperty("content")).Where(content => content.GetProperty("type").GetString() == "activity").Select(content => content.GetProperty("activity").GetString())];
}
