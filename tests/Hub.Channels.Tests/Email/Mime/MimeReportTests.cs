using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeReportTests
{
    private const string Ours = "reply.17.23.abcdef@example.jp";

    [Fact]
    public void A_failure_says_whom_why_and_about_which_mail()
    {
        var mail = MailFixture.Read("dsn-failed");

        Assert.Equal(("mx.example.net", "m-23", Ours), (mail.DeliveryReport!.ReportingMta, mail.DeliveryReport.OriginalEnvelopeId, mail.DeliveryReport.OriginalMessageId));
        Assert.Equal("Re: order", mail.DeliveryReport.OriginalHeaders.First("Subject"));
        Assert.Equal(
            new DeliveryReportRecipient(
                "gone@example.net", "gone@example.net", DeliveryAction.Failed, "5.1.1", "mail.example.net", "550 5.1.1 <gone@example.net>: Recipient address rejected: User unknown", null),
            Assert.Single(mail.DeliveryReport.Recipients));
        AssertBounce(mail, "gone@example.net", permanent: true, "user_unknown", Ours);
    }

    [Fact]
    public void A_delay_is_no_failure()
    {
        var mail = MailFixture.Read("dsn-delayed");

        Assert.Equal(new DateTimeOffset(2026, 12, 2, 9, 30, 30, TimeSpan.FromHours(9)), mail.DeliveryReport!.Recipients[0].WillRetryUntil);
        AssertBounce(mail, "slow@example.net", permanent: false, "delayed", Ours);
    }

    [Fact]
    public void A_temporary_code_that_has_failed_is_final() => AssertBounce(MailFixture.Read("dsn-temporary-code-but-failed"), "full@example.net", permanent: true, "mailbox_full", Ours);

    [Fact]
    public void A_delivery_is_no_bounce()
    {
        var kind = MailClassifier.Classify(MailFixture.Read("dsn-delivered"));

        Assert.Equal((MailKind.DeliveryNotice, true), (kind.Kind, kind.NeverAnswer));
        Assert.Null(kind.Bounce);
    }

    [Theory]
    [InlineData("dsn-docomo", "a..b.@docomo.ne.jp", "user_unknown", Ours)]
    [InlineData("bounce-docomo", "old.phone@docomo.ne.jp", "user_unknown", null)]
    [InlineData("bounce-au", "hanako@ezweb.ne.jp", "mailbox_full", Ours)]
    [InlineData("bounce-exim", "gone@example.net", "user_unknown", Ours)]
    [InlineData("bounce-qmail", "gone@example.net", "user_unknown", Ours)]
    public void Bounces_of_carriers_and_old_servers_are_known(string name, string address, string reason, string? original) =>
        AssertBounce(MailFixture.Read(name), address, permanent: true, reason, original);

    [Fact]
    public void A_read_receipt_names_our_mail()
    {
        var mail = MailFixture.Read("mdn");

        Assert.Equal(new DispositionNotification(Ours, "taro@example.com", null, "displayed", false, "mail.example.com; Mailer"), mail.DispositionNotification);
        Assert.Equal(MailKind.ReadReceipt, MailClassifier.Classify(mail).Kind);
    }

    [Fact]
    public void A_complaint_names_our_mail()
    {
        var mail = MailFixture.Read("arf");

        Assert.Equal(("abuse", "bounce@example.jp", "192.0.2.1", Ours), (mail.FeedbackReport!.FeedbackType, mail.FeedbackReport.OriginalMailFrom, mail.FeedbackReport.SourceIp, mail.FeedbackReport.OriginalMessageId));
        Assert.Equal(["angry@isp.example"], mail.FeedbackReport.OriginalRecipients);
        Assert.Equal((MailKind.Complaint, true), (MailClassifier.Classify(mail).Kind, MailClassifier.Classify(mail).NeverAnswer));
    }

    private static void AssertBounce(MailMessage mail, string address, bool permanent, string reason, string? original)
    {
        var kind = MailClassifier.Classify(mail);
        Assert.Equal((MailKind.Bounce, true), (kind.Kind, kind.NeverAnswer));
        var recipient = Assert.Single(kind.Bounce!.Recipients);
        Assert.Equal((address, permanent, reason, original), (recipient.Address, recipient.Permanent, recipient.Reason, kind.Bounce.OriginalMessageId));
    }
}
