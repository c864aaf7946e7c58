using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeHeaderTests
{
    [Fact]
    public void A_character_split_over_two_encoded_words_is_whole()
    {
        var mail = MailFixture.Read("split-encoded-words");

        Assert.Equal("お問い合わせの件（至急）", mail.Subject);
        Assert.Equal("日本 plain a b", mail.Headers.First("x-note"));
    }

    [Fact]
    public void Encoded_words_in_quotes_comments_and_file_names_are_read()
    {
        var mail = MailFixture.Read("encoded-words-in-quotes");

        Assert.Equal(new MailAddress("佐藤 次郎", "jiro@example.com"), mail.From);
        Assert.Equal([new MailAddress("受信者", "a@example.jp"), new MailAddress("東", "b@example.jp")], mail.To);
        Assert.Equal("Re: 確認: ok", mail.Subject);
        Assert.Equal("請求書 11月.pdf", Assert.Single(mail.Files).FileName);
    }

    [Fact]
    public void Continued_parameters_are_joined_in_their_order_and_charset()
    {
        var mail = MailFixture.Read("rfc2231");

        Assert.Equal(["請求書 (1).pdf", "画像.png"], mail.Files.Select(file => file.FileName));
    }

    [Fact]
    public void MI5_Of_repeated_headers_the_first_counts_recipients_add_up_and_it_is_noted()
    {
        var mail = MailFixture.Read("repeated-headers");

        Assert.Equal(("first@example.com", "one", "h4@example.com"), (mail.From?.Address, mail.Subject, mail.MessageId));
        Assert.Equal(["a@example.jp", "b@example.jp", "c@example.jp", "d@example.jp"], mail.To.Select(address => address.Address));
        Assert.Empty(mail.Cc);
        Assert.Equal("still read", mail.Headers.First("X-After"));
        Assert.Equal(["one", "two"], mail.Headers.All("Subject"));
        Assert.Equal([MailWarning.HeaderBroken, MailWarning.HeaderRepeated], mail.Warnings);
    }

    [Fact]
    public void MI5_Ids_are_read_however_they_are_written()
    {
        var mail = MailFixture.Read("odd-ids");

        Assert.Equal("日本@example.com", mail.MessageId);
        Assert.Equal(["one@example.com"], mail.InReplyTo);
        Assert.Equal(["zero@example.com", "one@example.com", "two@example.com", "three"], mail.References);
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 9, 30, 0, TimeSpan.FromHours(9)), mail.Date);
        Assert.Empty(mail.Subject);
    }

    [Fact]
    public void MI5_A_missing_or_endless_message_id_is_none()
    {
        Assert.Null(MailFixture.Read("no-message-id").MessageId);
        Assert.Contains(MailWarning.MessageIdMissing, MailFixture.Read("no-message-id").Warnings);
        var endless = MailFixture.ReadText($"Message-ID: <{new string('x', 100_000)}@example.com>\nReferences: <a@b> <{new string('y', 5_000)}>\n\nx");
        Assert.Null(endless.MessageId);
        Assert.Equal(["a@b"], endless.References);
        Assert.Contains(MailWarning.MessageIdTooLong, endless.Warnings);
    }

    [Fact]
    public void Of_too_many_references_the_first_and_the_newest_stay()
    {
        var mail = MailFixture.ReadText($"References: {string.Join(" ", Enumerable.Range(0, 5_000).Select(i => $"<{i}@example.com>"))}\n\nx");

        Assert.Equal(MimeLimits.References, mail.References.Count);
        Assert.Equal(("0@example.com", "4999@example.com"), (mail.References[0], mail.References[^1]));
        Assert.True(mail.Truncated);
    }

    [Fact]
    public void One_broken_address_does_not_spoil_its_neighbours()
    {
        var mail = MailFixture.Read("odd-addresses");

        Assert.Equal(new MailAddress("Dr. Who, Esq.", "who@example.com"), mail.From);
        Assert.Equal(
            [
                new MailAddress(null, "a..b.@docomo.ne.jp"), new MailAddress("quoted, comma", "q@example.com"), new MailAddress(null, "bare@example.com"),
                new MailAddress("東", "east@example.com"), new MailAddress(null, "west@example.com"), new MailAddress("Yamada", "y@example.com"),
            ],
            mail.To);
        Assert.Equal([new MailAddress("日本語", "j@例え.jp")], mail.Cc);
        Assert.Null(mail.Date);
        Assert.Equal([MailWarning.AddressBroken, MailWarning.DateBroken], mail.Warnings);
    }

    [Fact]
    public void File_names_are_names_only()
    {
        var mail = MailFixture.Read("file-name-tricks");

        Assert.Equal(["passwd", "invoicefdp.exe", "a.txt", new string('x', 196) + ".pdf"], mail.Files.Select(file => file.FileName));
    }

    [Fact]
    public void NUL_never_reaches_a_text()
    {
        var mail = MailFixture.Read("nul-bytes");

        Assert.Equal(("a\uFFFDb", "c\uFFFDd\n"), (mail.Subject, mail.Text));
    }

    [Theory]
    [InlineData("mbox-line-first")]
    [InlineData("blank-lines-first")]
    public void What_gateways_put_before_the_headers_is_passed_over(string name)
    {
        var mail = MailFixture.Read(name);

        Assert.Equal(("taro@example.com", "body\n"), (mail.From?.Address, mail.Text));
        Assert.Empty(mail.Warnings);
    }

    [Fact]
    public void What_is_no_mail_is_text()
    {
        var mail = MailFixture.Read("no-headers");

        Assert.Equal("Hello,\nthis is no mail at all.\n", mail.Text);
        Assert.Contains(MailWarning.HeadersMissing, mail.Warnings);
        Assert.Contains(MailWarning.HeadersMissing, MimeReader.Read(ReadOnlyMemory<byte>.Empty).Warnings);
        Assert.Equal("only headers", MailFixture.Read("only-headers").Subject);
    }

    [Fact]
    public void Nothing_a_mail_says_is_in_the_names_of_its_types()
    {
        var mail = MailFixture.Read("raw-shift-jis-headers");

        foreach (var text in new object[] { mail, mail.From!, mail.Files[0], mail.Headers[0], MailClassifier.Classify(mail) }.Select(thing => thing.ToString()!))
        {
            Assert.DoesNotContain("eigyo", text, StringComparison.Ordinal);
            Assert.DoesNotContain("表", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_reads_from_the_middle_of_a_buffer()
    {
        var bytes = Encoding.ASCII.GetBytes("xxxSubject: inner\r\n\r\nbodyxxx");

        Assert.Equal(("inner", "body"), (MimeReader.Read(bytes.AsMemory(3, bytes.Length - 6)).Subject, MimeReader.Read(bytes.AsMemory(3, bytes.Length - 6)).Text));
    }
}
