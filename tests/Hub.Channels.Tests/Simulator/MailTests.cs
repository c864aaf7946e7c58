using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Channels.Email;
using Hub.Channels.Email.Mime;
using Hub.Channels.Tests.Email;
using Hub.Simulator;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

/// <summary>The simulated mail provider over its real wire, with the hub's own clients.</summary>
public sealed class MailTests : IAsyncLifetime
{
    private const string Misaki = "misaki.sato@mail.example";
    private const string Hub = "support@tsumugi.example";
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private string? _data;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync() => await StopAsync();

    [Theory]
    [InlineData("utf-8")]
    [InlineData("iso-2022-jp")]
    [InlineData("shift_jis")]
    public async Task What_a_person_writes_is_in_the_hubs_mailbox_in_the_charset_they_chose(string charset)
    {
        var written = await SimAsync(HttpMethod.Post, $"/people/{Misaki}/letters", new
        {
            subject = "ご注文について",
            text = "①お届け日\r\n髙島屋の件です。\n.\n終わり",
            charset,
            files = new[] { new { name = "明細.txt", contentType = "text/plain", data = Convert.ToBase64String("note"u8) } },
        });
        var shown = await SimAsync(HttpMethod.Get, $"/people/{Misaki}/letters/{written["id"]}");
        Assert.Equal(("ご注文について", "明細.txt", 4), (shown["subject"]!.GetValue<string>(), shown["files"]![0]!["name"]!.GetValue<string>(), shown["files"]![0]!["size"]!.GetValue<int>()));
        Assert.Equal("note", await _http.GetStringAsync($"/sim/mail/people/{Misaki}/letters/{written["id"]}/files/0"));
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(await AccountAsync(), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
        var item = Assert.Single(await mailbox.ListAfterAsync(0, 10, CancellationToken.None));
        using var raw = new MemoryStream();
        Assert.True(await mailbox.CopyToAsync(item.Uid, raw, 1_000_000, CancellationToken.None));
        var mail = MimeReader.Read(raw.ToArray());
        Assert.Equal("ご注文について", mail.Subject);
        Assert.Equal("佐藤 美咲", mail.From!.Name);
        Assert.Contains("髙島屋の件です。", mail.Text, StringComparison.Ordinal);
        Assert.Contains("①お届け日", mail.Text, StringComparison.Ordinal);
        Assert.Contains(charset, Encoding.ASCII.GetString(raw.ToArray()), StringComparison.OrdinalIgnoreCase);
        await mailbox.MoveAsync([item.Uid], "受付済み", CancellationToken.None);
        Assert.Empty(await mailbox.ListAfterAsync(0, 10, CancellationToken.None));
        await mailbox.SelectAsync("受付済み", readOnly: true, CancellationToken.None);
        Assert.Single(await mailbox.ListAfterAsync(0, 10, CancellationToken.None));
    }

    [Fact]
    public async Task What_the_hub_sends_is_in_the_persons_mail_and_their_answer_goes_where_it_asks()
    {
        var letter = Encoding.UTF8.GetBytes($"From: shop <{Hub}>\r\nReply-To: support+c.123.abc@tsumugi.example\r\nTo: {Misaki}\r\nSubject: hello\r\nMessage-ID: <m1@tsumugi.example>\r\n\r\nHi\r\n..\r\n");
        var sent = await MailTestAccount.Sender().SendAsync(await AccountAsync(), new MailEnvelope(Hub, [Misaki, "nobody@mail.example", "kazuko..w@docomo.example"], "e-1"), letter, CancellationToken.None);
        Assert.Equal([MailOutcome.Accepted, MailOutcome.Rejected, MailOutcome.Accepted], sent.Recipients.Select(recipient => recipient.Outcome));
        var got = (await SimAsync(HttpMethod.Get, $"/people/{Misaki}/letters"))["items"]!.AsArray().Single()!;
        Assert.Equal(("hello", "in", false), (got["subject"]!.GetValue<string>(), got["direction"]!.GetValue<string>(), got["read"]!.GetValue<bool>()));
        Assert.Single((await SimAsync(HttpMethod.Get, "/people/kazuko..w@docomo.example/letters"))["items"]!.AsArray());

        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(await AccountAsync(), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
        Assert.Empty(await mailbox.ListAfterAsync(0, 10, CancellationToken.None));
        var waiting = mailbox.WaitAsync(TimeSpan.FromMinutes(9), CancellationToken.None);
        await SimAsync(HttpMethod.Post, $"/people/{Misaki}/letters", new { text = "thanks", inReplyTo = got["id"]!.GetValue<string>() });
        await waiting.WaitAsync(Eventually.Deadline);
        using var raw = new MemoryStream();
        await mailbox.CopyToAsync((await mailbox.ListAfterAsync(0, 10, CancellationToken.None)).Single().Uid, raw, 1_000_000, CancellationToken.None);
        var answer = MimeReader.Read(raw.ToArray());
        Assert.Equal(("Re: hello", "support+c.123.abc@tsumugi.example"), (answer.Subject, answer.To.Single().Address));
        Assert.Contains("m1@tsumugi.example", Encoding.ASCII.GetString(raw.ToArray()), StringComparison.Ordinal);
        var noted = (await SimAsync(HttpMethod.Get, "/ledger"))["items"]!.AsArray().Single()!;
        Assert.Equal(("accepted", "e-1", "<m1@tsumugi.example>"), (noted["outcome"]!.GetValue<string>(), noted["envelopeId"]!.GetValue<string>(), noted["messageId"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"reply":{"at":"end","status":451}}""", MailOutcome.RetryLater, 0)]
    [InlineData("""{"reply":{"at":"rcpt","status":550}}""", MailOutcome.Rejected, 0)]
    [InlineData("""{"reply":{"at":"connect","status":421}}""", MailOutcome.RetryLater, 0)]
    [InlineData("""{"hangUp":{"at":"data"}}""", MailOutcome.RetryLater, 0)]
    [InlineData("""{"hangUp":{"at":"end"}}""", MailOutcome.Unknown, 0)]
    [InlineData("""{"hangUp":{"at":"end","keep":true}}""", MailOutcome.Unknown, 1)]
    [InlineData("""{"wrongPassword":true}""", MailOutcome.RetryLater, 0)]
    public async Task Faults_do_what_they_say_and_once(string faults, MailOutcome outcome, int arrived)
    {
        await SimAsync(HttpMethod.Put, "/faults", JsonNode.Parse(faults)!);
        var account = await AccountAsync();
        Assert.Equal(outcome, (await MailTestAccount.Sender().SendAsync(account, new MailEnvelope(Hub, [Misaki]), MailTestAccount.Mail("fault"), CancellationToken.None)).Outcome);
        Assert.Equal(arrived, (await SimAsync(HttpMethod.Get, $"/people/{Misaki}/letters"))["items"]!.AsArray().Count);
        await SimAsync(HttpMethod.Put, "/faults", new { reply = (object?)null });
        Assert.Equal(MailOutcome.Accepted, (await MailTestAccount.Sender().SendAsync(account, new MailEnvelope(Hub, [Misaki]), MailTestAccount.Mail("again"), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Letters_and_mailboxes_survive_a_restart()
    {
        await StopAsync();
        _data = TestFolders.New("simulator");
        await StartAsync();
        await SimAsync(HttpMethod.Post, $"/people/{Misaki}/letters", new { subject = "kept", text = "x" });
        await using (var before = await MailTestAccount.Mailboxes().OpenAsync(await AccountAsync(), CancellationToken.None))
        {
            await before.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
            await before.MarkSeenAsync([1], CancellationToken.None);
        }

        await StopAsync();
        await StartAsync();
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(await AccountAsync(), CancellationToken.None);
        var state = await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        Assert.Equal((1, 2u), (state.Count, state.UidNext));
        Assert.True((await mailbox.ListAfterAsync(0, 10, CancellationToken.None)).Single().Seen);
        Assert.Single((await SimAsync(HttpMethod.Get, $"/people/{Misaki}/letters"))["items"]!.AsArray());
    }

    private async Task StartAsync()
    {
        _app = SimulatorApp.Build(["--urls", "http://127.0.0.1:0", "--hub", "http://127.0.0.1:9", "--Logging:LogLevel:Default", "Warning", .. _data is null ? Array.Empty<string>() : ["--data", _data]]);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = Eventually.Deadline };
    }

    private async Task StopAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task<ChannelAccount> AccountAsync()
    {
        var world = await SimAsync(HttpMethod.Get, "");
        var settings = new Dictionary<string, string>
        {
            ["address"] = Hub,
            ["imapHost"] = "127.0.0.1",
            ["imapPort"] = world["imapPort"]!.ToString(),
            ["imapSecurity"] = "none",
            ["smtpHost"] = "127.0.0.1",
            ["smtpPort"] = world["smtpPort"]!.ToString(),
            ["smtpSecurity"] = "none",
        };
        return new ChannelAccount(Guid.CreateVersion7(), "mail-demo", "email", settings, new Dictionary<string, string> { ["password"] = "mail-demo-password" });
    }

    private async Task<JsonObject> SimAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/sim/mail" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
