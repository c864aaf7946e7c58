using System.Text;
using Hub.Channels.Email;
using Hub.Testing;
using Hub.Testing.Mail;
using Xunit;

namespace Hub.Channels.Tests.Email;

/// <summary>The sender against Debian's Postfix; what arrives is read from Dovecot.</summary>
public sealed class PostfixTests : IClassFixture<DebianMail>
{
    private readonly DebianMail _mail;

    public PostfixTests(DebianMail mail)
    {
        MailTestAccount.SkipWithoutServers();
        _mail = mail;
    }

    [Theory]
    [InlineData("tls")]
    [InlineData("starttls")]
    public async Task What_is_sent_arrives_unchanged(string security)
    {
        var raw = MailTestAccount.Mail("sent-" + security, "日本語の本文\r\n.leading dot\r\n..two\r\n.\r\nend");
        var account = security == "tls" ? _mail.Account("support") : _mail.Account("support", ("smtpSecurity", "starttls"), ("smtpPort", $"{_mail.SubmissionPort}"));
        var sent = await MailTestAccount.Sender().SendAsync(account, new MailEnvelope("support@example.test", ["anna@example.test"], "env-1"), raw, CancellationToken.None);
        Assert.Equal((MailOutcome.Accepted, "accepted"), (sent.Outcome, sent.Code));
        var arrived = await ArrivedAsync("anna", "sent-" + security);
        Assert.EndsWith(Encoding.UTF8.GetString(raw), arrived, StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <support@example.test>", arrived, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F28_each_recipient_has_an_answer_of_its_own()
    {
        var raw = MailTestAccount.Mail("partly");
        var sent = await MailTestAccount.Sender().SendAsync(
            _mail.Account("support"), new MailEnvelope("support@example.test", ["ben@example.test", "nobody@example.test", "a b@example.test"]), raw, CancellationToken.None);
        Assert.Equal(MailOutcome.Accepted, sent.Outcome);
        Assert.Equal(
            [("ben@example.test", MailOutcome.Accepted, "accepted"), ("nobody@example.test", MailOutcome.Rejected, "no_such_mailbox"), ("a b@example.test", MailOutcome.Rejected, "bad_address")],
            sent.Recipients.Select(recipient => (recipient.Address, recipient.Outcome, recipient.Code)));
        await ArrivedAsync("ben", "partly");

        var none = await MailTestAccount.Sender().SendAsync(_mail.Account("support"), new MailEnvelope(null, ["nobody@example.test"]), raw, CancellationToken.None);
        Assert.Equal((MailOutcome.Rejected, "no_such_mailbox"), (none.Outcome, none.Code));
    }

    [Fact]
    public async Task A_report_is_sent_from_the_empty_path_and_too_large_is_refused_before_it_is_sent()
    {
        var sent = await MailTestAccount.Sender().SendAsync(_mail.Account("support"), new MailEnvelope(null, ["kenji@example.test"], AskForReports: false), MailTestAccount.Mail("empty-path"), CancellationToken.None);
        Assert.Equal(MailOutcome.Accepted, sent.Outcome);
        Assert.StartsWith("Return-Path: <>", await ArrivedAsync("kenji", "empty-path"), StringComparison.Ordinal);
        var large = await MailTestAccount.Sender().SendAsync(_mail.Account("support"), new MailEnvelope(null, ["kenji@example.test"]), new byte[41_000_000], CancellationToken.None);
        Assert.Equal((MailOutcome.Rejected, "too_large"), (large.Outcome, large.Code));
    }

    [Fact]
    public async Task The_check_signs_in()
    {
        Assert.Equal("ok", (await MailTestAccount.Sender().CheckAsync(_mail.Account("support"), CancellationToken.None)).Code);
        var account = _mail.Account("support");
        var wrong = new ChannelAccount(account.Id, account.Key, "email", account.Settings, new Dictionary<string, string> { ["password"] = "nope" });
        Assert.Equal("smtp_wrong_password", (await MailTestAccount.Sender().CheckAsync(wrong, CancellationToken.None)).Code);
        var later = await MailTestAccount.Sender().SendAsync(wrong, new MailEnvelope(null, ["kenji@example.test"]), MailTestAccount.Mail("never"), CancellationToken.None);
        Assert.Equal((MailOutcome.RetryLater, "wrong_password", true), (later.Outcome, later.Code, later.PauseAccount));
        Assert.Equal("smtp_certificate", (await MailTestAccount.Sender().CheckAsync(_mail.Account("support", ("trustedCa", "")), CancellationToken.None)).Code);
    }

    private async Task<string> ArrivedAsync(string user, string subject)
    {
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(_mail.Account(user), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        return await Eventually.GetAsync(async () =>
        {
            foreach (var item in await mailbox.ListAfterAsync(0, 1000, CancellationToken.None))
            {
                using var copy = new MemoryStream();
                await mailbox.CopyToAsync(item.Uid, copy, 50_000_000, CancellationToken.None);
                var text = Encoding.UTF8.GetString(copy.ToArray());
                if (text.Contains($"Subject: {subject}\r\n", StringComparison.Ordinal))
                {
                    return text;
                }
            }

            return null;
        });
    }
}
