using System.Net;
using Hub.Channels.Email;
using Hub.Server.Integrations;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Hub.Testing.Mail;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mailboxes;

/// <summary>Mail collected from Debian's Dovecot.</summary>
public sealed class MailboxTests : IClassFixture<MailboxHub>
{
    private readonly MailboxHub hub;

    public MailboxTests(MailboxHub hub)
    {
        MailboxHub.SkipWithoutServers();
        this.hub = hub;
    }

    [Theory]
    [InlineData("seen", "kenji")]
    [InlineData("leave", "ben")]
    public async Task A_mail_becomes_a_message_and_is_then_marked_or_left_untouched(string collected, string user)
    {
        var account = await hub.AccountAsync(user, further: [("collected", collected), ("firstDays", "0")]);
        await hub.StateAsync(account, "ok");
        hub.Mail.Deliver(user, MailboxHub.Letter($"marked-{collected}"), $"marked-{collected}");
        await hub.ArrivedAsync(account, $"marked-{collected}");
        await using var mailbox = await OpenAsync(user);
        await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        await Eventually.HoldsAsync(async () => (await mailbox.ListAfterAsync(0, 1000, CancellationToken.None))[^1].Seen == (collected == "seen"));
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task Collected_mail_is_moved_where_the_account_says()
    {
        var account = await hub.AccountAsync("mover", further: [("collected", "move"), ("collectedFolder", "受付済み")]);
        hub.Mail.Deliver("mover", MailboxHub.Letter("moved-away"), "moved-away");
        await hub.ArrivedAsync(account, "moved-away");
        await using var mailbox = await OpenAsync("mover");
        await Eventually.HoldsAsync(async () =>
        {
            await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
            return (await mailbox.ListAfterAsync(0, 10, CancellationToken.None)).Count == 0;
        });
        await mailbox.SelectAsync("受付済み", readOnly: true, CancellationToken.None);
        Assert.Single(await mailbox.ListAfterAsync(0, 10, CancellationToken.None));
        Assert.Contains(
            (await hub.Admin.SendAsync("GET", $"/api/channel-accounts/{account}/mailbox/folders")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray(),
            folder => folder.GetProperty("path").GetString() == "受付済み");
        await hub.StopAsync(account);
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("copied")]
    [InlineData("mark")]
    [InlineData("marked")]
    public async Task F05_a_session_that_ends_at_any_step_brings_each_mail_once(string place)
    {
        var account = await hub.AccountAsync("anna", further: [("firstDays", "0")]);
        await hub.StateAsync(account, "ok");
        hub.Breaking.Breaks.Enqueue(place);
        for (var i = 0; i < 3; i++)
        {
            hub.Mail.Deliver("anna", MailboxHub.Letter($"f05-{place}-{i}-"), $"f05-{place}-{i}");
        }

        for (var i = 0; i < 3; i++)
        {
            await hub.ArrivedAsync(account, $"f05-{place}-{i}-");
        }

        await Eventually.HoldsAsync(() => hub.Breaking.Breaks.IsEmpty);
        await hub.StateAsync(account, "ok");
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task A_mail_that_this_machine_cannot_keep_is_told_of_and_comes_later()
    {
        var account = await hub.AccountAsync("anna", further: [("firstDays", "0")]);
        await hub.StateAsync(account, "ok");
        hub.Breaking.Breaks.Enqueue("keep");
        hub.Mail.Deliver("anna", MailboxHub.Letter("unkept-mail"), "unkept-mail");
        await hub.ArrivedAsync(account, "unkept-mail");
        Assert.Equal("not_stored", (await hub.HealthAsync(account)).GetProperty("lastError").GetString());
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task F29_a_mailbox_with_new_numbers_brings_nothing_twice_and_nothing_is_missed()
    {
        hub.Mail.Deliver("renumbered", MailboxHub.Letter("f29-before"), "f29-before");
        var account = await hub.AccountAsync("renumbered");
        await hub.ArrivedAsync(account, "f29-before");
        await hub.StopAsync(account);
        await hub.Mail.DoveadmAsync("mailbox", "update", "--uid-validity", "77777", "-u", DebianMail.Address("renumbered"), "INBOX");
        hub.Mail.Deliver("renumbered", MailboxHub.Letter("f29-meanwhile"), "f29-meanwhile");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "Again", active = true })).Is(HttpStatusCode.OK);
        await hub.ArrivedAsync(account, "f29-meanwhile");
        Assert.Equal(1, await hub.MessagesAsync(account, "f29-before"));
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, (await hub.HealthAsync(account)).GetProperty("renumberedAt").ValueKind);
        Assert.Equal(1, await StoredAsync(account, "f29-before"));
        Assert.Contains(await hub.NotificationsAsync(), told => told.GetProperty("accountId").GetGuid() == account);
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task F30_a_refused_password_pauses_the_account_tells_who_can_help_and_is_not_tried_again()
    {
        var attempts = Failures() + 1;
        var account = await hub.AccountAsync("ben", password: "wrong");
        await hub.StateAsync(account, "paused");
        await Eventually.HoldsAsync(() => Failures() == attempts); // The server notes it in its own time.
        Assert.Equal("wrong_password", (await hub.HealthAsync(account)).GetProperty("lastError").GetString());
        var told = Assert.Single(await hub.NotificationsAsync(), told => told.GetProperty("accountId").GetGuid() == account);
        Assert.Equal(("account_trouble", "サポート窓口"), (told.GetProperty("kind").GetString(), told.GetProperty("accountName").GetString()));

        (await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{account}/mailbox/resume")).Is(HttpStatusCode.NoContent);
        Assert.Contains(account.ToString(), (await hub.Admin.SendAsync("GET", "/api/audit?action=mailbox.resumed")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => Failures() == attempts + 1);
        await hub.StateAsync(account, "paused");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "Right now", active = true, secrets = new Dictionary<string, string> { ["password"] = DebianMail.Password } })).Is(HttpStatusCode.OK);
        await hub.StateAsync(account, "ok");
        Assert.Equal(attempts + 1, Failures());
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task A_mailbox_that_hangs_does_not_slow_another()
    {
        await using var silent = new ScriptedMailServer(dialogue => dialogue.HangAsync());
        var hanging = await hub.AccountAsync("anna", further: [("imapHost", "127.0.0.1"), ("imapPort", $"{silent.Port}"), ("imapSecurity", "none")]);
        await Eventually.HoldsAsync(() => silent.Connections > 0);
        var account = await hub.AccountAsync("kenji", further: [("firstDays", "0")]);
        await hub.StateAsync(account, "ok");
        hub.Mail.Deliver("kenji", MailboxHub.Letter("not-slowed"), "not-slowed");
        await hub.ArrivedAsync(account, "not-slowed");
        Assert.NotEqual("ok", (await hub.HealthAsync(hanging)).GetProperty("state").GetString());
        await hub.StopAsync(account);
        await hub.StopAsync(hanging);
    }

    [Fact]
    public async Task Mail_from_before_the_first_window_stays_out_and_what_is_too_large_is_told()
    {
        hub.Mail.Deliver("window", MailboxHub.Letter("window-old"), "window-old", TimeProvider.System.GetUtcNow().AddDays(-20));
        hub.Mail.Deliver("window", MailboxHub.Letter("window-new"), "window-new", TimeProvider.System.GetUtcNow().AddDays(-2));
        hub.Mail.Deliver("window", [.. MailboxHub.Letter("window-large"), .. Enumerable.Repeat((byte)'x', 42_000_000)], "window-large");
        var account = await hub.AccountAsync("window");
        await hub.ArrivedAsync(account, "window-new");
        await hub.StateAsync(account, "ok");
        Assert.Equal(0, await hub.MessagesAsync(account, "window-old"));
        var parked = (await hub.Admin.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        Assert.Single(parked, item => item.GetProperty("accountId").GetGuid() == account && item.GetProperty("error").GetString()!.Contains("40 MB", StringComparison.Ordinal));
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task Two_nodes_read_a_mailbox_once()
    {
        await using var other = await HubFixture.StartAsync(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Hub"] = hub.ConnectionString,
            ["Hub:DataDirectory"] = TestFolders.New("hub"),
            ["Hub:FilesDirectory"] = hub.Settings["Hub:FilesDirectory"],
            ["Hub:MasterKey"] = hub.MasterKey,
            ["Hub:AnyMailPort"] = "true",
        });
        var account = await hub.AccountAsync("support", further: [("firstDays", "0"), ("collected", "leave")]);
        await hub.StateAsync(account, "ok");
        for (var i = 0; i < 5; i++)
        {
            hub.Mail.Deliver("support", MailboxHub.Letter($"two-nodes-{i}-"), $"two-nodes-{i}");
        }

        for (var i = 0; i < 5; i++)
        {
            await hub.ArrivedAsync(account, $"two-nodes-{i}-");
        }

        Assert.Equal(1, await StoredAsync(account, "two-nodes-0-"));
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task F45_a_restored_hub_leaves_mailboxes_alone_until_a_person_says_so()
    {
        await hub.ScalarAsync<Guid>("INSERT INTO platform.restore (backup_at) VALUES (clock_timestamp()) RETURNING id");
        var opened = hub.Breaking.Opened;
        hub.Mail.Deliver("restored", MailboxHub.Letter("restored-mail"), "restored-mail");
        var account = await hub.AccountAsync("restored");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.lease WHERE name = $1 AND node_id IS NOT NULL", $"mailbox:{account:N}") == 1);
        Assert.Equal("waiting", (await hub.HealthAsync(account)).GetProperty("state").GetString());
        Assert.Equal(opened, hub.Breaking.Opened);
        await hub.ScalarAsync<Guid>("UPDATE platform.restore SET confirmed_at = clock_timestamp() WHERE confirmed_at IS NULL RETURNING id");
        await hub.ArrivedAsync(account, "restored-mail");
        await hub.StopAsync(account);
    }

    [Fact]
    public async Task A_sent_letter_is_filed_where_the_mailbox_keeps_sent_mail()
    {
        var account = await hub.AccountAsync("sender", further: [("firstDays", "0")]);
        await hub.StateAsync(account, "ok");
        var entry = (await hub.Services.GetRequiredService<ChannelAccounts>().ByIdAsync(account, CancellationToken.None))!.Account;
        var sent = await hub.Services.GetRequiredService<IMailSender>().SendAsync(entry, new MailEnvelope("sender@example.test", ["anna@example.test"]), MailboxHub.Letter("filed", "sender@example.test"), CancellationToken.None);
        Assert.Equal(MailOutcome.Accepted, sent.Outcome);
        await using var mailbox = await OpenAsync("sender");
        await Eventually.HoldsAsync(async () =>
        {
            await mailbox.SelectAsync("Sent", readOnly: true, CancellationToken.None);
            return await mailbox.ListAfterAsync(0, 10, CancellationToken.None) is [{ Seen: true }];
        });
        await hub.StopAsync(account);
    }

    private static int Count(string text, string words) => text.Split(words).Length - 1;

    private int Failures() => Count(hub.Mail.Log(), "auth failed");

    private Task<IMailbox> OpenAsync(string user) => hub.Services.GetRequiredService<IMailboxes>().OpenAsync(hub.Mail.Account(user), CancellationToken.None);

    private Task<long> StoredAsync(Guid account, string words) => hub.StoredAsync(account, words);
}
