using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeCharsetTests
{
    [Fact]
    public void Vendor_characters_and_half_width_kana_in_ISO_2022_JP_are_read()
    {
        var mail = MailFixture.Read("iso-2022-jp-vendor");

        Assert.Equal("①㈱ﾊﾝｶｸの髙", mail.Subject);
        Assert.Equal("①②の㈱ハブ、髙橋さま\nﾊﾝｶｸｶﾅです。\n", mail.Text);
        Assert.Empty(mail.Warnings);
    }

    [Theory]
    [InlineData("labelled-iso-2022-jp-is-shift-jis", "本文はシフトJISです。\n表示できますか。\n")]
    [InlineData("labelled-shift-jis-is-utf-8", "本文は実はUTF-8です。\n")]
    [InlineData("labelled-us-ascii-is-utf-8", "Grüße — 日本語も。\n")]
    [InlineData("labelled-utf-8-is-shift-jis", "文字コードの表示が間違っています。\n")]
    public void MI3_A_wrong_label_is_not_believed_and_noted(string name, string text)
    {
        var mail = MailFixture.Read(name);

        Assert.Equal(text, mail.Text);
        Assert.Equal([MailWarning.CharsetWrong], mail.Warnings);
    }

    [Fact]
    public void MI3_A_text_without_a_label_is_read_by_what_it_looks_like()
    {
        Assert.Equal("文字コードの指定がないメールです。\n", MailFixture.Read("no-charset-euc-jp").Text);
        var jis = MailFixture.Read("no-charset-iso-2022-jp");
        Assert.Equal(("件名も生のJIS", "指定なしのJISです。\n"), (jis.Subject, jis.Text));
    }

    [Fact]
    public void Raw_Shift_JIS_in_headers_and_file_names_is_read_though_its_bytes_look_like_backslashes()
    {
        var mail = MailFixture.Read("raw-shift-jis-headers");

        Assert.Equal(new MailAddress("営業部 表示", "eigyo@example.com"), mail.From);
        Assert.Equal("見積書の表について", mail.Subject);
        Assert.Equal("表紙と能力表.pdf", Assert.Single(mail.Files).FileName);
    }

    [Fact]
    public void MI3_GB2312_is_read_as_the_larger_set_that_is_sent_under_its_name()
    {
        var mail = MailFixture.Read("gb18030");

        Assert.Equal(("订单查询€", "您好，我的订单什么时候发货？镕 €\n"), (mail.Subject, mail.Text));
    }

    [Fact]
    public void MI3_UTF_7_is_never_decoded()
    {
        var mail = MailFixture.Read("utf-7");

        Assert.Equal(("+ADw-script+AD4-", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-\n"), (mail.Subject, mail.Html));
        Assert.Equal([MailWarning.CharsetUnknown], mail.Warnings);
    }

    [Fact]
    public void MI3_An_unknown_charset_is_guessed_and_noted()
    {
        var mail = MailFixture.Read("unknown-charset");

        Assert.Equal("届きますか。\n", mail.Text);
        Assert.Equal([MailWarning.CharsetUnknown], mail.Warnings);
    }

    [Fact]
    public void UTF_16_loses_its_byte_order_mark() => Assert.Equal("UTF-16の本文\n", MailFixture.Read("utf-16-body").Text);

    [Fact]
    public void Latin_1_means_what_browsers_take_it_for()
    {
        var mail = MailFixture.Read("windows-1252");

        Assert.Equal(("Grüße – €", "Das kostet 5\u00a0€ – für Sie.\n"), (mail.Subject, mail.Text));
    }

    [Fact]
    public void Short_western_words_without_a_label_do_not_become_kanji()
    {
        var mail = MimeReader.Read(Encoding.Latin1.GetBytes("Subject: x\r\n\r\nHélas, le café est fermé."));

        Assert.Equal("Hélas, le café est fermé.", mail.Text);
    }

    [Fact]
    public void Half_width_kana_with_their_label_are_not_taken_for_UTF_8()
    {
        // "ﾃｽ" in Shift_JIS is also one valid character of UTF-8.
        var mail = MimeReader.Read((byte[])[.. "Subject: x\r\nContent-Type: text/plain; charset=shift_jis\r\n\r\n"u8, 0xC3, 0xBD]);

        Assert.Equal("ﾃｽ", mail.Text);
    }

    [Fact]
    public void One_damaged_character_does_not_change_the_charset_of_a_text()
    {
        var mail = MimeReader.Read((byte[])[.. "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"u8, .. "長い日本語の文章の途中で"u8, 0xE3, 0x81, .. "壊れた文字"u8]);

        Assert.Equal("長い日本語の文章の途中で\uFFFD壊れた文字", mail.Text);
        Assert.Contains(MailWarning.CharsetBroken, mail.Warnings);
    }
}
