using System.Net;
using Hub.Channels.Email;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

public sealed class SystemMailTests(MailHub hub) : IClassFixture<MailHub>
{
    [Fact]
    public async Task AU4_A_link_is_mailed_where_an_account_for_it_is_set_and_shown_all_the_same()
    {
        var (id, person) = await hub.PersonAsync("agent");
        person.Dispose();
        var before = (await hub.Admin.SendAsync("POST", $"/api/agents/{id}/link", new { mail = true })).Is(HttpStatusCode.Created).Json;
        Assert.Equal((false, null), (before.GetProperty("canMail").GetBoolean(), before.GetProperty("mailed").GetString()));

        await hub.AccountAsync("mail-system", "system@tsumugi.example", null, ("systemMail", "true"));
        var email = await hub.ScalarAsync<string>("SELECT email FROM identity.agent WHERE id = $1", id);
        var quiet = (await hub.Admin.SendAsync("POST", $"/api/agents/{id}/link")).Is(HttpStatusCode.Created).Json;
        Assert.Equal((true, null), (quiet.GetProperty("canMail").GetBoolean(), quiet.GetProperty("mailed").GetString()));
        Assert.DoesNotContain(hub.Out.Letters, letter => letter.Envelope.Recipients.Contains(email));

        var sent = (await hub.Admin.SendAsync("POST", $"/api/agents/{id}/link", new { mail = true })).Is(HttpStatusCode.Created).Json;
        Assert.Equal("sent", sent.GetProperty("mailed").GetString());
        var (mail, envelope) = Assert.Single(hub.Out.Letters, letter => letter.Envelope.Recipients.Contains(email));
        Assert.Contains(sent.GetProperty("url").GetString()!, mail.Text, StringComparison.Ordinal);
        Assert.Null(envelope.Sender);
        Assert.Equal("auto-replied", mail.Headers.First("Auto-Submitted"));

        // The link lies nowhere but in that letter and in the answer.
        var token = sent.GetProperty("url").GetString()!.Split('#')[1];
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.job WHERE data::text LIKE '%' || $1 || '%'", token));

        hub.Out.Answers = _ => new MailSendResult(MailOutcome.Rejected, "mailbox_unavailable", []);
        Assert.Equal("mailbox_unavailable", (await hub.Admin.SendAsync("POST", $"/api/agents/{id}/link", new { mail = true })).Is(HttpStatusCode.Created).Json.GetProperty("mailed").GetString());
        hub.Out.Answers = null;
    }
}
