using System.Net;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

/// <summary>Under which names letters leave.</summary>
public sealed class LetterNamesTests(MailHub hub) : IClassFixture<MailHub>
{
    private const string RealName = "実名寺 ほんこ";
    private const string WorkName = "木村 さくら";

    [Theory]
    [InlineData(true, WorkName, "実名寺")]
    [InlineData(false, RealName, "さくら")]
    public async Task P10_A_letter_comes_from_the_house_signed_with_the_name_the_brand_wants_and_holds_the_other_one_nowhere(bool workNames, string signed, string nowhere)
    {
        var brand = (await hub.Admin.SendAsync("GET", "/api/brands")).Is(HttpStatusCode.OK).Json.GetProperty("items")[0];
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand.GetProperty("id").GetGuid()}", new { name = brand.GetProperty("name").GetString(), workNames })).Is(HttpStatusCode.OK);
        var (id, agent) = await hub.PersonAsync("agent");
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = RealName, role = "agent", teamIds = Array.Empty<Guid>(), active = true, workName = WorkName })).Is(HttpStatusCode.OK);
        var canned = (await agent.SendAsync("POST", "/api/canned-replies", new { scope = "own", title = $"Signed {workNames}", bodyJa = "ご連絡ありがとうございます。担当の{{agent.name}}です。" })).Is(HttpStatusCode.Created).Id;
        var sender = $"names-{workNames}@customer.example".ToLowerInvariant();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, MailHub.Mailbox, "在庫について", "在庫はありますか。"));
        var conversation = await hub.ConversationAsync(sender);
        var text = (await agent.SendAsync("POST", $"/api/canned-replies/{canned}/insertions", new { conversationId = conversation, language = "ja", withFiles = false })).Is(HttpStatusCode.OK).Json.GetProperty("text").GetString();

        var message = Guid.CreateVersion7();
        (await agent.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = message, text, confirmed = new[] { "other_language", "real_name" } })).Is(HttpStatusCode.Created);
        var (mail, _) = await hub.Out.OfAsync(message);

        // The house's own name: whoever writes, the customer's mail program shows one sender.
        Assert.Equal(("つむぎ茶舗", MailHub.Mailbox), (mail.From!.Name, mail.From.Address));
        Assert.Contains($"担当の{signed}です", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"担当の{signed}です", mail.Html, StringComparison.Ordinal);
        Assert.All(mail.Headers.Select(header => header.Value).Append(mail.Text).Append(mail.Html), written => Assert.DoesNotContain(nowhere, written, StringComparison.Ordinal));
        agent.Dispose();
    }
}
