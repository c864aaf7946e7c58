using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeWriterTests
{
    internal static readonly MailDraft Draft = new()
    {
        From = new MailAddress("株式会社ハブ サポート", "support@example.jp"),
        To = [new MailAddress("山田 太郎", "taro@example.com")],
        Subject = "ご注文について",
        Date = new DateTimeOffset(2026, 11, 27, 9, 30, 0, TimeSpan.FromHours(9)),
        MessageId = "reply.1.2.abc@example.jp",
        Text = "お世話になっております。\n明日お届けします。",
    };

    [Fact]
    public void A_mail_reads_as_it_was_written()
    {
        var draft = Draft with
        {
            Cc = [new MailAddress(null, "hanako@example.com"), new MailAddress("O'Brien, \"Bob\"", "bob@example.com")],
            ReplyTo = [new MailAddress("サポート", "support+c.1.abc@example.jp")],
            InReplyTo = ["q@example.com"],
            References = ["first@example.com", "q@example.com"],
            Html = "<p>明日お届けします。<img src=\"cid:logo@example.jp\"></p>",
            Files =
            [
                new MailDraftFile("ロゴ.png", "image/png", new byte[] { 1, 2, 3 }, "logo@example.jp"),
                new MailDraftFile("とても長い名前の見積書と納品書と請求書と領収書を一つにまとめたファイル（最終版）.pdf", "application/pdf", new byte[] { 4, 5, 6 }),
            ],
            Headers = [new("Auto-Submitted", "auto-replied"), new("X-Order", "注文 第1号")],
        };

        var read = MimeReader.Read(MimeWriter.Write(draft));

        Assert.Equal((draft.From, draft.Subject, draft.Date, draft.MessageId), (read.From, read.Subject, read.Date, read.MessageId));
        Assert.Equal(draft.To, read.To);
        Assert.Equal(draft.Cc, read.Cc);
        Assert.Equal(draft.ReplyTo, read.ReplyTo);
        Assert.Equal(draft.InReplyTo, read.InReplyTo);
        Assert.Equal(draft.References, read.References);
        Assert.Equal((draft.Text, draft.Html), (read.Text, read.Html));
        Assert.Equal(draft.Files.Select(file => file.Name), read.Files.Select(file => file.FileName));
        Assert.Equal(draft.Files.Select(file => file.Content.ToArray()), read.Files.Select(file => file.Decode().ToArray()));
        Assert.Equal([true, false], read.Files.Select(file => file.ShownInHtml));
        Assert.Equal("auto-replied", read.Headers.First("auto-submitted"));
        Assert.Equal("注文 第1号", read.Headers.First("X-Order"));
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void The_same_draft_gives_the_same_bytes()
    {
        var draft = Draft with { Html = "<p>a</p>", Files = [new MailDraftFile("a.txt", "text/plain", Encoding.UTF8.GetBytes("a"))] };

        Assert.Equal(MimeWriter.Write(draft), MimeWriter.Write(draft));
    }
}
