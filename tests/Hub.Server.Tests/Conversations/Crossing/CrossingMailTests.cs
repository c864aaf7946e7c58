using System.Net;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Customers;
using Hub.Server.Tests.Conversations.Mail;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Crossing;

public sealed class CrossingMailTests(MailHub hub) : IClassFixture<MailHub>
{
    [Fact]
    public async Task A_chat_goes_on_as_a_letter_once_and_the_answer_to_it_comes_back_by_its_marks()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Letters");
        var address = $"letters-{Guid.CreateVersion7():N}@customer.example";
        await hub.LinkAsync(await hub.CustomerAsync(conversation), new { accountId = hub.MailAccountId, address, verified = true, reason = "confirmed by mail" });
        var (mail, key) = (IdentityIds.Of(hub.MailAccountId, address), Guid.CreateVersion7());
        var word = new ReplyElsewhere.Word(conversation, key, mail, "Your answer, as you have left the chat.", "continued", "Your question");
        var door = hub.Services.GetRequiredService<ReplyElsewhere>();
        var queued = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => door.SendAsync(word, null, TestContext.Current.CancellationToken)));
        Assert.All(queued, Assert.Null);
        Assert.Equal("not_wanted", await door.SendAsync(word with { Key = Guid.CreateVersion7() }, (_, _) => Task.FromResult(false), TestContext.Current.CancellationToken));
        var (letter, envelope) = await hub.Out.OfAsync(key);
        Assert.Equal(("Your question", address, 1), (letter.Subject, Assert.Single(envelope.Recipients), hub.Out.Count(key)));

        await hub.ReceiveAsync(MailWebhook.Letter(address, letter.ReplyTo[0].Address, "Re: Your question", "By the reply address."));
        await hub.ReceiveAsync(MailWebhook.Letter(address, MailHub.Mailbox, "Re: Your question", "By its name.", inReplyTo: letter.MessageId));
        await hub.ReceiveAsync(MailWebhook.Letter("stranger@customer.example", MailHub.Mailbox, "Re: Your question", "A guess.", inReplyTo: "made-up@customer.example"));
        Assert.Equal(["-: I am Letters", "email: Your answer, as you have left the chat.", "email: By the reply address.", "email: By its name."], await hub.SaidAsync(conversation));
        Assert.Equal(0, await hub.CountAsync(address));

        // The next letter answers theirs, and a word by LINE does not get into it.
        await hub.SayAsync(user, "and by LINE");
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Count == 5);
        var reply = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = reply, text = "Answered by mail.", via = mail })).Is(HttpStatusCode.Created);
        var (next, _) = await hub.Out.OfAsync(reply);
        Assert.Equal("Re: Your question", next.Subject);
        Assert.DoesNotContain("and by LINE", next.Text, StringComparison.Ordinal);
        Assert.Contains("By its name.", next.Text, StringComparison.Ordinal);

        // Whoever is given the address later is not let into this conversation by an old letter.
        (await hub.Admin.SendAsync("POST", $"/api/customers/{await hub.CustomerAsync(conversation)}/identities/{mail}/unlink", new { reason = "not theirs" })).Is(HttpStatusCode.OK);
        await hub.ReceiveAsync(MailWebhook.Letter(address, letter.ReplyTo[0].Address, "Re: Your question", "Afterwards."));
        Assert.Equal((1, false), (await hub.CountAsync(address), (await hub.SaidAsync(conversation)).Contains("email: Afterwards.")));
    }
}
