using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MailClassifierTests
{
    [Fact]
    public void An_absence_notice_is_an_automatic_reply()
    {
        var kind = MailClassifier.Classify(MailFixture.Read("out-of-office"));

        Assert.Equal(MailKind.AutoReply, kind.Kind);
        Assert.Equal([MailReason.AutoSubmitted, MailReason.SuppressHeader, MailReason.AutoReplySubject], kind.Reasons);
        Assert.True(kind.NeverAnswer);
    }

    [Fact]
    public void A_newsletter_is_list_mail() => Assert.Equal(MailKind.List, MailClassifier.Classify(MailFixture.Read("newsletter")).Kind);

    [Theory]
    [InlineData("Auto-Submitted: auto-generated", MailKind.Automatic, MailReason.AutoSubmitted)]
    [InlineData("Auto-Submitted: auto-notified; owner-email=x", MailKind.Automatic, MailReason.AutoSubmitted)]
    [InlineData("Precedence: list", MailKind.List, MailReason.Precedence)]
    [InlineData("List-Id: <l.example.com>", MailKind.List, MailReason.ListHeader)]
    [InlineData("X-Autoreply: yes", MailKind.AutoReply, MailReason.AutoReplyHeader)]
    [InlineData("X-Loop: support@example.jp", MailKind.Personal, MailReason.LoopHeader)]
    [InlineData("X-Auto-Response-Suppress: DR, OOF, AutoReply", MailKind.Personal, MailReason.SuppressHeader)]
    [InlineData("Return-Path: <>", MailKind.Personal, MailReason.NullReturnPath)]
    [InlineData("X-CrmHub-Auto: reply", MailKind.Automatic, MailReason.OwnMark)]
    public void MI9_Each_mark_of_a_machine_forbids_automatic_answers(string header, MailKind kind, string reason)
    {
        var result = MailClassifier.Classify(MailFixture.ReadText($"From: taro@example.com\nSubject: 注文について\n{header}\n\nx"));

        Assert.Equal((kind, true), (result.Kind, result.NeverAnswer));
        Assert.Equal([reason], result.Reasons);
    }

    [Theory]
    [InlineData("no-reply@shop.example", MailReason.NoReplySender)]
    [InlineData("noreply+123@shop.example", MailReason.NoReplySender)]
    [InlineData("do_not_reply@shop.example", MailReason.NoReplySender)]
    [InlineData("MAILER-DAEMON@mx.example", MailReason.MailerDaemon)]
    [InlineData("Support@Example.JP", MailReason.OwnAddress)]
    public void MI9_Senders_that_read_nothing_are_not_answered(string from, string reason)
    {
        var result = MailClassifier.Classify(MailFixture.ReadText($"From: {from}\nSubject: x\n\nx"), new HashSet<string> { "support@example.jp" });

        Assert.Equal([reason], result.Reasons);
        Assert.True(result.NeverAnswer);
    }

    [Theory]
    [InlineData("Auto-Submitted: no")]
    [InlineData("X-Auto-Response-Suppress: DR, NDR")]
    [InlineData("Subject: 自動返信メールが届きません")]
    [InlineData("Subject: Re: 不在の間の件")]
    [InlineData("Precedence: first-class")]
    public void A_person_stays_a_person(string header)
    {
        var result = MailClassifier.Classify(MailFixture.ReadText($"From: taro@example.com\n{header}\n\nEarlier I got: 550 user unknown, could not be delivered"));

        Assert.Equal((MailKind.Personal, false), (result.Kind, result.NeverAnswer));
        Assert.Empty(result.Reasons);
    }

    [Fact]
    public void A_customer_who_forwards_a_bounce_has_not_bounced()
    {
        var result = MailClassifier.Classify(MailFixture.ReadText("From: taro@example.com\nSubject: Fwd: Undelivered Mail Returned to Sender\n\nYour mail could not be delivered: <taro@old.example> user unknown"));

        Assert.Equal(MailKind.Personal, result.Kind);
    }
}
