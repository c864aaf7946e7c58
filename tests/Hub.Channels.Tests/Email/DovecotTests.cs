using System.Text;
using Hub.Channels.Email;
using Hub.Testing;
using Hub.Testing.Mail;
using Xunit;

namespace Hub.Channels.Tests.Email;

/// <summary>The mailbox against Debian's Dovecot.</summary>
public sealed class DovecotTests : IClassFixture<DebianMail>
{
    private readonly DebianMail _mail;

    public DovecotTests(DebianMail mail)
    {
        MailTestAccount.SkipWithoutServers();
        _mail = mail;
    }

    [Theory]
    [InlineData("tls")]
    [InlineData("starttls")]
    public async Task A_message_is_copied_byte_for_byte_and_stays_unread(string security)
    {
        var raw = MailTestAccount.Mail("copy-" + security, "こんにちは\r\n.\r\n..two dots");
        _mail.Deliver("anna", raw, "copy-" + security);
        var account = security == "tls" ? _mail.Account("anna") : _mail.Account("anna", ("imapSecurity", "starttls"), ("imapPort", $"{_mail.ImapPort}"));
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(account, CancellationToken.None);
        await mailbox.SelectAsync("inbox", readOnly: false, CancellationToken.None);

        var uid = await FindAsync(mailbox, raw);
        Assert.False((await mailbox.ListAfterAsync(uid - 1, 1, CancellationToken.None))[0].Seen);
        await mailbox.MarkSeenAsync([uid], CancellationToken.None);
        Assert.True((await mailbox.ListAfterAsync(uid - 1, 1, CancellationToken.None))[0].Seen);
        Assert.Empty(await mailbox.ListAfterAsync(uint.MaxValue, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Only_messages_after_the_last_one_are_listed()
    {
        for (var i = 0; i < 3; i++)
        {
            _mail.Deliver("kenji", MailTestAccount.Mail($"after-{i}"), $"after-{i}");
        }

        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(_mail.Account("kenji"), CancellationToken.None);
        var state = await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        var all = await mailbox.ListAfterAsync(0, 100, CancellationToken.None);
        Assert.Equal(3, all.Count);
        Assert.Equal(all[0].Uid, Assert.Single(await mailbox.ListAfterAsync(0, 1, CancellationToken.None)).Uid);
        Assert.Equal(all.Skip(1).Select(item => item.Uid), (await mailbox.ListAfterAsync(all[0].Uid, 100, CancellationToken.None)).Select(item => item.Uid));
        Assert.Empty(await mailbox.ListAfterAsync(all[^1].Uid, 100, CancellationToken.None));
        Assert.Equal(all[^1].Uid + 1, state.UidNext);
        Assert.Equal(3, (await mailbox.FindSinceAsync(new DateOnly(2020, 1, 1), CancellationToken.None)).Count);
        Assert.Empty(await mailbox.FindSinceAsync(new DateOnly(2100, 1, 1), CancellationToken.None));
    }

    [Fact]
    public async Task A_large_message_comes_in_pieces_and_one_that_is_too_large_is_told()
    {
        var raw = MailTestAccount.Mail("large", string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 40_000)));
        _mail.Deliver("ben", raw, "large");
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(_mail.Account("ben"), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        var uid = await FindAsync(mailbox, raw);
        var refused = await Assert.ThrowsAsync<MailException>(() => mailbox.CopyToAsync(uid, Stream.Null, 2_000_000, CancellationToken.None));
        Assert.Equal(MailFault.TooLarge, refused.Fault);
        Assert.False(await mailbox.CopyToAsync(uid + 1000, Stream.Null, 2_000_000, CancellationToken.None));
    }

    [Fact]
    public async Task Folders_have_Japanese_names_and_uses_and_are_made_when_missing()
    {
        var raw = MailTestAccount.Mail("moved");
        _mail.Deliver("support", raw, "moved");
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(_mail.Account("support"), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
        await mailbox.MoveAsync([await FindAsync(mailbox, raw)], "サポート/処理済み & 完了", CancellationToken.None);
        await mailbox.AppendAsync("Sent", raw, CancellationToken.None);

        var folders = await mailbox.ListFoldersAsync(CancellationToken.None);
        Assert.Contains(new MailFolder("サポート/処理済み & 完了", MailFolderUse.Other), folders);
        Assert.Contains(new MailFolder("Sent", MailFolderUse.Sent), folders);
        Assert.Contains(new MailFolder("Junk", MailFolderUse.Junk), folders);
        Assert.Contains(folders, folder => folder.Use == MailFolderUse.Inbox);
        Assert.Empty(await mailbox.ListAfterAsync(0, 100, CancellationToken.None));
        await mailbox.SelectAsync("サポート/処理済み & 完了", readOnly: true, CancellationToken.None);
        await FindAsync(mailbox, raw);
        await mailbox.SelectAsync("Sent", readOnly: true, CancellationToken.None);
        Assert.True(Assert.Single(await mailbox.ListAfterAsync(0, 100, CancellationToken.None)).Seen);
        var missing = await Assert.ThrowsAsync<MailException>(() => mailbox.SelectAsync("没有", readOnly: true, CancellationToken.None));
        Assert.Equal("no_such_folder", missing.Code);
    }

    [Fact]
    public async Task Waiting_ends_as_soon_as_something_comes()
    {
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(_mail.Account("ben"), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: false, CancellationToken.None);
        var last = (await mailbox.ListAfterAsync(0, 1000, CancellationToken.None)).Select(item => item.Uid).LastOrDefault();
        var waiting = mailbox.WaitAsync(TimeSpan.FromMinutes(30), CancellationToken.None);
        _mail.Deliver("ben", MailTestAccount.Mail("news"), "news");
        await waiting.WaitAsync(Eventually.Deadline);
        Assert.NotEmpty(await mailbox.ListAfterAsync(last, 10, CancellationToken.None));
        await mailbox.WaitAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None).WaitAsync(Eventually.Deadline);
        using var leaving = new CancellationTokenSource();
        var left = mailbox.WaitAsync(TimeSpan.FromMinutes(30), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
    }

    [Fact]
    public async Task A_wrong_password_a_foreign_certificate_and_a_missing_server_are_told_apart()
    {
        var account = _mail.Account("anna");
        var wrong = new ChannelAccount(account.Id, account.Key, "email", account.Settings, new Dictionary<string, string> { ["password"] = "nope" });
        Assert.Equal("imap_wrong_password", (await MailTestAccount.Mailboxes().CheckAsync(wrong, CancellationToken.None)).Code);
        Assert.Equal("imap_certificate", (await MailTestAccount.Mailboxes().CheckAsync(_mail.Account("anna", ("trustedCa", "")), CancellationToken.None)).Code);
        Assert.Equal("imap_unreachable", (await MailTestAccount.Mailboxes().CheckAsync(_mail.Account("anna", ("imapPort", "1")), CancellationToken.None)).Code);
        Assert.Equal("imap_no_such_folder", (await MailTestAccount.Mailboxes().CheckAsync(_mail.Account("anna", ("folder", "Nowhere")), CancellationToken.None)).Code);
        Assert.Equal(new AccountCheck(true, "ok", null), await MailTestAccount.Mailboxes().CheckAsync(account, CancellationToken.None));
    }

    private static async Task<uint> FindAsync(IMailbox mailbox, byte[] raw)
    {
        foreach (var item in await mailbox.ListAfterAsync(0, 1000, CancellationToken.None))
        {
            using var copy = new MemoryStream();
            Assert.True(await mailbox.CopyToAsync(item.Uid, copy, 50_000_000, CancellationToken.None));
            if (copy.ToArray().AsSpan().SequenceEqual(raw))
            {
                return item.Uid;
            }
        }

        throw new InvalidOperationException("The message is not there: " + Encoding.UTF8.GetString(raw)[..60]);
    }
}
