using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Server.Tests.Conversations.Sensitive;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

public sealed class SourceTests(MailHub hub) : IClassFixture<MailHub>
{
    private const string To = MailHub.Mailbox;
    private static int people;

    [Fact]
    public async Task HE3_HE4_html_comes_cleaned_with_its_own_pictures_and_without_those_of_others_until_asked()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Parts(
            sender, To, "Formatted", "plain words",
            "<p onclick=\"steal()\">Hello <b>there</b></p><script>alert(1)</script><form action=\"https://evil.example\"><input></form><base href=\"https://evil.example\"><img src=\"cid:pic1\"><img src=\"https://tracker.example/p.png\" alt=\"pixel\"><img src=\"http://10.0.0.1/x.png\">",
            ("p.png", "image/png", "pic1", [0x89, 0x50, 0x4E, 0x47, 9])));
        var conversation = await hub.ConversationAsync(sender);
        var path = $"/api/conversations/{conversation}/messages/1";
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", path + "/html")).Text.Contains("/api/attachments/", StringComparison.Ordinal));

        var view = (await hub.Admin.SendAsync("GET", path + "/html")).Is(HttpStatusCode.OK).Json;
        var html = view.GetProperty("html").GetString()!;
        Assert.Contains("<b>there</b>", html, StringComparison.Ordinal);
        foreach (var bad in new[] { "script", "onclick", "form", "base", "tracker.example", "10.0.0.1", "cid:" })
        {
            Assert.DoesNotContain(bad, html, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(2, view.GetProperty("remoteImages").GetInt32());
        var shown = (await hub.Admin.SendAsync("GET", path + "/html?images=true")).Json.GetProperty("html").GetString()!;
        Assert.Contains(path + "/images/0", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("tracker.example", shown, StringComparison.Ordinal);

        // SR: the hub fetches nothing from inside the house, and nothing that is not in the letter.
        (await hub.Admin.SendAsync("GET", path + "/images/1")).Is(HttpStatusCode.NotFound);
        (await hub.Admin.SendAsync("GET", path + "/images/7")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task P10_formatted_form_source_and_forwarding_are_for_those_who_see_the_conversation()
    {
        var (ours, theirs) = (await hub.TeamAsync("Source ours"), await hub.TeamAsync("Source theirs"));
        await hub.AccountAsync("mail-source", "source@tsumugi.example", ours);
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Parts(sender, "source@tsumugi.example", "Secret", "plain", "<p>secret</p><img src=\"https://a.example/1.png\">"), "mail-source");
        var path = $"/api/conversations/{await hub.ConversationAsync(sender)}/messages/1";
        using var mine = await hub.SignedInAsync("agent", ours);
        using var stranger = await hub.SignedInAsync("agent", theirs);
        foreach (var (method, what) in new[] { ("GET", "/html"), ("GET", "/source"), ("GET", "/images/0"), ("POST", "/forward") })
        {
            (await stranger.SendAsync(method, path + what, method == "POST" ? new { language = "en" } : null)).Is(HttpStatusCode.NotFound);
        }

        (await mine.SendAsync("GET", path + "/html")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_source_is_the_letter_byte_for_byte_and_who_looked_is_noted()
    {
        var sender = Someone();
        var letter = MailWebhook.Letter(sender, To, "As it came", "Every byte of it.", headers: "X-Odd: yes");
        await hub.ReceiveAsync(letter);
        var conversation = await hub.ConversationAsync(sender);
        Assert.Equal(Encoding.UTF8.GetString(letter), (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/messages/1/source")).Is(HttpStatusCode.OK).Text);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'message.source_opened'", conversation));
    }

    [Fact]
    public async Task Card_numbers_in_a_letter_are_masked_in_every_form_and_its_raw_bytes_are_sealed()
    {
        var sender = Someone();
        const string card = "4111 1111 1111 1111";
        await hub.ReceiveAsync(MailWebhook.Parts(sender, To, $"Card {card}", $"My card is {card}.", $"<p>My card is <b>{card}</b>.</p>"));
        var conversation = await hub.ConversationAsync(sender);
        var path = $"/api/conversations/{conversation}/messages/1";

        Assert.DoesNotContain(card, (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/messages")).Text + (await hub.Admin.SendAsync("GET", path + "/html")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        using var agent = await hub.SignedInAsync("agent");
        (await agent.SendAsync("GET", path + "/source")).Is(HttpStatusCode.Forbidden, "masked");
        Assert.Contains(card, (await hub.Admin.SendAsync("GET", path + "/source")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Contains(card, (await hub.Admin.SendAsync("POST", path + "/reveal", new { reason = "refund" })).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Empty(Traces.InFiles(hub, card));
    }

    [Fact]
    public async Task Redacting_a_letter_takes_its_other_forms_away()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Parts(sender, To, "Redact", "The password is sesame.", "<p>The password is <i>sesame</i>.</p>"));
        var conversation = await hub.ConversationAsync(sender);
        var path = $"/api/conversations/{conversation}/messages/1";
        (await hub.Admin.SendAsync("POST", path + "/redact", new { ranges = new[] { new { start = 16, length = 6 } }, reason = "a password" })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("GET", path + "/html")).Is(HttpStatusCode.NotFound);
        (await hub.Admin.SendAsync("GET", path + "/source")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain("sesame", (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/messages")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarding_brings_words_and_files_along_and_sends_nothing_by_itself()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Parts($"Hanako <{sender}>", To, "Broken", "It is broken.", null, ("photo.jpg", "image/jpeg", null, [0xFF, 0xD8, 0xFF, 1])));
        var conversation = await hub.ConversationAsync(sender);
        await Eventually.HoldsAsync(async () => (await hub.ThreadAsync(conversation))[0].GetProperty("attachments")[0].GetProperty("state").GetString() == "stored");
        var prepared = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/1/forward", new { language = "en" })).Is(HttpStatusCode.OK).Json;
        Assert.Matches(@"\nDate: \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d\n", prepared.GetProperty("text").GetString());
        Assert.Equal("Fwd: Broken", prepared.GetProperty("subject").GetString());
        Assert.Contains($"From: Hanako <{sender}>", prepared.GetProperty("text").GetString(), StringComparison.Ordinal);
        var file = Assert.Single(prepared.GetProperty("files").EnumerateArray()).GetProperty("id").GetGuid();

        var id = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new
        {
            id,
            text = "Could you look at this?" + prepared.GetProperty("text").GetString(),
            attachmentIds = new[] { file },
            letter = new { subject = "Fwd: Broken", to = new[] { new { address = "maker@partner.example" } } },
            confirmed = new[] { "new_recipient", "attachment_missing" },
        })).Is(HttpStatusCode.Created);
        var (mail, envelope) = await hub.Out.OfAsync(id);
        Assert.Equal(["maker@partner.example"], envelope.Recipients);
        Assert.Equal("photo.jpg", Assert.Single(mail.Files).FileName);
        Assert.Equal([0xFF, 0xD8, 0xFF, 1], mail.Files[0].Decode().ToArray());
    }

    [Fact]
    public async Task MI11_results_count_only_from_our_own_mail_server()
    {
        var account = await hub.AccountAsync("mail-checked", "checked@tsumugi.example", null, ("trustedMx", "mx.tsumugi.example"));
        const string ours = "Received: from outside by mx.tsumugi.example; Mon, 2 Mar 2026 10:00:00 +0900";
        async Task<JsonElement> ChecksAsync(params string[] headers)
        {
            var sender = Someone();
            await hub.ReceiveAsync(MailWebhook.Letter(sender, "checked@tsumugi.example", "Checked", "Is it me?", headers: headers), "mail-checked");
            return (await hub.ThreadAsync(await hub.ConversationAsync(sender)))[0].GetProperty("content").GetProperty("checks");
        }

        var real = await ChecksAsync("X-Spam-Flag: YES", "Authentication-Results: mx.tsumugi.example; spf=pass smtp.mailfrom=a; dkim=fail (bad); dmarc=fail action=none", ours);
        Assert.Equal(("pass", "fail", "fail", true), (real.GetProperty("spf").GetString(), real.GetProperty("dkim").GetString(), real.GetProperty("dmarc").GetString(), real.GetProperty("spam").GetBoolean()));
        async Task<int> FoundAsync(string field, string op, object value) => (await hub.Admin.SendAsync("POST", "/api/views/preview", new
        {
            conditions = new { all = new object[] { new { field = "account", op = "in", value = new[] { account } }, new { field, op, value } } },
        })).Is(HttpStatusCode.OK).Json.GetProperty("count").GetInt32();
        Assert.Equal((1, 0), (await FoundAsync("letterSpam", "is", true), await FoundAsync("letterSpam", "is", false)));
        Assert.Equal((1, 0), (await FoundAsync("letterDmarc", "in", new[] { "fail" }), await FoundAsync("letterDmarc", "in", new[] { "pass" })));
        Assert.Equal(JsonValueKind.Null, (await ChecksAsync("Authentication-Results: mx.elsewhere.example; dmarc=pass", ours)).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await ChecksAsync(ours, "Authentication-Results: mx.tsumugi.example; dmarc=pass", "X-Spam-Flag: NO")).ValueKind);
    }

    private static string Someone() => $"source{Interlocked.Increment(ref people)}@customer.example";
}
