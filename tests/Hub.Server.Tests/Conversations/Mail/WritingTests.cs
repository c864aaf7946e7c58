using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Conversations.Outbound;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

/// <summary>Letters while they are being written.</summary>
public sealed class WritingTests(MailHub hub) : IClassFixture<MailHub>
{
    private static readonly object[] Cc = [new { address = "accounts@shop.example", name = "Accounts" }];
    private static int people;

    [Fact]
    public async Task Recipients_and_subject_of_an_unsent_reply_are_kept_for_its_author_and_go_when_it_is_sent()
    {
        var conversation = await ReceivedAsync("Draft");
        var letter = new { subject = "Another subject", to = new[] { new { address = "buyer@shop.example", name = (string?)null } }, cc = Cc, bcc = Array.Empty<object>(), signature = "en", chosen = true };
        (await SaveAsync(conversation, new { kind = "reply", text = "", letter })).Is(HttpStatusCode.NoContent);
        var draft = Assert.Single(await DraftsAsync(hub.Admin, conversation));
        Assert.Equal(("", "Another subject", "buyer@shop.example", "accounts@shop.example", "en", true), (draft.GetProperty("text").GetString(), Letter(draft).GetProperty("subject").GetString(),
            Address(draft, "to"), Address(draft, "cc"), Letter(draft).GetProperty("signature").GetString(), Letter(draft).GetProperty("chosen").GetBoolean()));
        Assert.Empty(await DraftsAsync(await hub.SignedInAsync("admin"), conversation));

        // What was not touched stays to be filled in; a note has no letter.
        (await SaveAsync(conversation, new { kind = "reply", text = "Half a sen", letter = new { cc = Cc } })).Is(HttpStatusCode.NoContent);
        (await SaveAsync(conversation, new { kind = "note", text = "A note", letter = new { subject = "x" } })).Is(HttpStatusCode.NoContent);
        var drafts = (await DraftsAsync(hub.Admin, conversation)).ToDictionary(each => each.GetProperty("kind").GetString()!);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (Letter(drafts["reply"]).GetProperty("to").ValueKind, drafts["note"].GetProperty("letter").ValueKind));
        (await SaveAsync(conversation, new { kind = "reply", text = "x", letter = new { subject = new string('x', 60_000) } })).Is(HttpStatusCode.BadRequest);

        await hub.ReplyAsync(conversation, "Sent now.");
        Assert.Equal("note", Assert.Single(await DraftsAsync(hub.Admin, conversation)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_letter_that_is_taken_back_or_whose_time_is_called_off_comes_back_with_its_recipients_and_one_signature()
    {
        await SignatureAsync();
        var conversation = await ReceivedAsync("Taken back");
        var letter = new { subject = "Kept subject", cc = Cc, signature = "en" };
        await hub.HoldAsync(hub.MailAccountId);
        var sent = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "Too quick.", letter, undoSeconds = 10, confirmed = new[] { "new_recipient" } })).Is(HttpStatusCode.Created).Json;
        var returned = (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{conversation}/messages/{sent.GetProperty("number").GetInt32()}")).Is(HttpStatusCode.OK).Json;
        await hub.GoOnAsync(hub.MailAccountId);
        Assert.Equal(("Kept subject", "accounts@shop.example", true), (Letter(returned).GetProperty("subject").GetString(), Address(returned, "cc"), Letter(returned).GetProperty("chosen").GetBoolean()));
        Assert.Equal("Kept subject", Letter(Assert.Single(await DraftsAsync(hub.Admin, conversation))).GetProperty("subject").GetString());

        (await SaveAsync(conversation, new { kind = "reply", text = "" })).Is(HttpStatusCode.NoContent);
        var id = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id, text = "Later.", letter, sendAt = TimeProvider.System.GetUtcNow().AddDays(1), confirmed = new[] { "new_recipient" } })).Is(HttpStatusCode.Accepted);
        var called = (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{conversation}/scheduled/{id}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("Kept subject", true), (Letter(called).GetProperty("subject").GetString(), Letter(called).GetProperty("chosen").GetBoolean()));
        Assert.Contains("Kind regards", called.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_the_same_first_letter_again_is_the_same_conversation_with_one_letter()
    {
        await SignatureAsync();
        var known = await ReceivedAsync("Known");
        var row = await hub.RowAsync(known);
        var request = new
        {
            id = Guid.CreateVersion7(),
            customerId = row.GetProperty("customer").GetProperty("id").GetGuid(),
            identityId = row.GetProperty("identity").GetProperty("id").GetGuid(),
            text = "Your tea has been sent.",
            letter = new { subject = "Sent", signature = "en" },
        };
        Assert.Equal(request.id, (await hub.Admin.SendAsync("POST", "/api/conversations", request)).Is(HttpStatusCode.Created).Id);
        Assert.Equal(request.id, (await hub.Admin.SendAsync("POST", "/api/conversations", request)).Is(HttpStatusCode.OK).Id);
        await hub.Out.OfAsync(request.id);
        Assert.Equal(request.id, (await hub.Admin.SendAsync("POST", "/api/conversations", request)).Is(HttpStatusCode.OK).Id);
        Assert.Equal(1, hub.Out.Count(request.id));
        Assert.Equal(2, await hub.CountAsync(row.GetProperty("identity").GetProperty("externalId").GetString()!));
        (await hub.Admin.SendAsync("POST", "/api/conversations", request with { text = "Something else." })).Is(HttpStatusCode.Conflict, "id_reused");
    }

    private Task SignatureAsync() => hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.MailAccountId}", new
    {
        name = MailHub.Key,
        active = true,
        settings = new Dictionary<string, string> { ["address"] = MailHub.Mailbox, ["fromName"] = "つむぎ茶舗", ["signatureEn"] = "Kind regards" },
    });

    private async Task<Guid> ReceivedAsync(string subject)
    {
        var sender = $"writing{Interlocked.Increment(ref people)}@customer.example";
        await hub.ReceiveAsync(MailWebhook.Letter(sender, MailHub.Mailbox, subject, "A question."));
        return await hub.ConversationAsync(sender);
    }

    private Task<Answer> SaveAsync(Guid conversation, object draft) => hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/draft", draft);

    private static async Task<List<JsonElement>> DraftsAsync(DeskClient client, Guid conversation) =>
        [.. (await client.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("drafts").EnumerateArray()];

    private static JsonElement Letter(JsonElement holder) => holder.GetProperty("letter");

    private static string? Address(JsonElement holder, string field) => Letter(holder).GetProperty(field)[0].GetProperty("address").GetString();
}
