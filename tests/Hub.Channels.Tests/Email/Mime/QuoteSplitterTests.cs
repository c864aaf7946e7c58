using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class QuoteSplitterTests
{
    [Theory]
    [InlineData("はい、それで結構です。\n\n2026年11月27日(金) 9:30 株式会社ハブ <support@example.jp>:\n\n> いかがでしょうか。\n> ハブ", "はい、それで結構です。")]
    [InlineData("Yes.\n\nOn Fri, Nov 27, 2026 at 9:30 AM Hub Support <support@example.jp> wrote:\n> Is it fine?\n", "Yes.")]
    [InlineData("Yes.\n\nOn Fri, Nov 27, 2026 at 9:30 AM Hub Support\n<support@example.jp> wrote:\n\n> Is it fine?", "Yes.")]
    [InlineData("了解です。\n\n-----Original Message-----\nFrom: Hub\nSent: Friday\nTo: Taro\nSubject: x\n\nいかが", "了解です。")]
    [InlineData("了解です。\n\n----- 元のメッセージ -----\n差出人: ハブ\nいかが", "了解です。")]
    [InlineData("了解です。\n\n差出人: ハブ <support@example.jp>\n送信日時: 2026年11月27日 9:30\n宛先: 太郎\n件名: ご注文\n\nいかがでしょうか。", "了解です。")]
    [InlineData("了解です。\n\n________________________________\nFrom: Hub <support@example.jp>\nSent: Friday\nTo: Taro\nSubject: order\n\nIs it fine?", "了解です。")]
    [InlineData("全角の引用です。\n\n＞ いかがでしょうか。\n＞ ハブ", "全角の引用です。")]
    [InlineData("届きました。\n\n2026/11/27 9:30、サポートのメール:\n\n> いかが\n>\n> ハブ\n", "届きました。")]
    [InlineData("Ja.\n\nAm 27.11.2026 um 09:30 schrieb Hub:\n> ok?\n", "Ja.")]
    [InlineData("> いかがでしょうか。\n> ハブ\n\nはい、それで。", "はい、それで。")]
    public void What_a_reply_repeats_is_folded(string text, string visible)
    {
        var split = QuoteSplitter.Text(text);

        Assert.Equal(visible, split.Visible);
        Assert.NotNull(split.Quoted);
    }

    [Theory]
    [InlineData("山田です。\nよろしくお願いします。\n\n-- \n山田太郎\nTEL 03-0000-0000", "山田太郎")]
    [InlineData("山田です。\n\n――――――――――――\n株式会社山田商店\n山田太郎\nTEL 03-0000-0000\n――――――――――――", "株式会社山田商店")]
    [InlineData("届きました\n\niPhoneから送信", "iPhoneから送信")]
    [InlineData("Thanks\n\nSent from my iPhone", "Sent from my iPhone")]
    public void A_signature_is_folded(string text, string part)
    {
        var split = QuoteSplitter.Text(text);

        Assert.Contains(part, split.Signature, StringComparison.Ordinal);
        Assert.DoesNotContain(part, split.Visible, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_above_the_quote_is_found()
    {
        var split = QuoteSplitter.Text("はい。\n\n-- \n山田\n\nOn Fri, x wrote:\n> a");

        Assert.Equal(("はい。", "-- \n山田", "On Fri, x wrote:\n> a"), (split.Visible, split.Signature, split.Quoted));
    }

    [Theory]
    [InlineData("> 1. いつですか\n明日です。\n> 2. 何時ですか\n九時です。")]
    [InlineData("---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\nTo: d\n\nthe mail")]
    [InlineData("見てください。\n\n---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\nTo: d\n\nthe mail")]
    [InlineData("> everything is quoted")]
    [InlineData("From: what I meant\nTo: nobody")]
    [InlineData("商品一覧\n=====\nA 100円\nB 200円")]
    [InlineData("2026年11月27日に届いた商品の件で書きました。")]
    public void What_would_hide_what_was_said_is_left_alone(string text) => Assert.Equal(new SplitMail(text, null, null), QuoteSplitter.Text(text));

    [Theory]
    [InlineData("<div dir=\"ltr\">Yes.</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Fri, x wrote:</div><blockquote>old</blockquote></div>", "Yes.", "old")]
    [InlineData("<p>Yes.</p><div class=\"moz-cite-prefix\">On x wrote:</div><blockquote type=\"cite\"><p>old</p></blockquote>", "Yes.", "old")]
    [InlineData("<div>Yes.</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> a</div><div>old</div>", "Yes.", "old")]
    [InlineData("<div class=WordSection1><p>はい。</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>差出人:</b> a<br><b>送信日時:</b> b<br><b>宛先:</b> c<br><b>件名:</b> d</p></div><p>old</p></div>", "はい。", "old")]
    [InlineData("<p>Yes.</p><div class=\"hub_quote\">old</div>", "Yes.", "old")]
    [InlineData("<blockquote type=\"cite\">old</blockquote><p>Below.</p>", "Below.", "old")]
    public void What_mail_programs_mark_as_quoted_in_HTML_is_folded(string html, string visible, string quoted)
    {
        var split = QuoteSplitter.Html(html);

        Assert.Equal(visible, HtmlToText.Convert(split.Visible));
        Assert.Contains(quoted, split.Quoted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div class=\"gmail_quote\">---------- Forwarded message ---------<br>the mail</div>", "the mail")]
    [InlineData("<div>See.</div><div class=\"gmail_quote\"><div>---------- Forwarded message ---------</div>the mail</div>", "the mail")]
    [InlineData("<blockquote type=\"cite\">all of it</blockquote>", "all of it")]
    public void A_forwarded_mail_in_HTML_is_shown(string html, string shown)
    {
        var split = QuoteSplitter.Html(html);

        Assert.Contains(shown, split.Visible, StringComparison.Ordinal);
        Assert.Null(split.Quoted);
    }
}
