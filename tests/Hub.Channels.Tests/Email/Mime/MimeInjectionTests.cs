using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeInjectionTests
{
    private static readonly MailDraft _draft = MimeWriterTests.Draft;

    public static TheoryData<string> Breaks() => ["\r\n", "\n", "\r", "\0", "\u0085", "\u2028", "\v", "\u001b"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public void MI8_A_line_break_in_any_field_is_refused_by_the_name_of_the_field(string broken)
    {
        var evil = $"a{broken}Bcc: victim@example.com";
        AssertRefused(_draft with { Subject = evil }, MailDraftError.ControlCharacter, "Subject");
        AssertRefused(_draft with { From = new MailAddress(evil, "a@example.jp") }, MailDraftError.ControlCharacter, "From.Name");
        AssertRefused(_draft with { From = new MailAddress(null, $"a{broken}@example.jp") }, MailDraftError.ControlCharacter, "From.Address");
        AssertRefused(_draft with { Sender = new MailAddress(null, $"\"a{broken}b\"@example.jp") }, MailDraftError.ControlCharacter, "Sender.Address");
        AssertRefused(_draft with { To = [_draft.To[0], new MailAddress(null, $"a@example.jp{broken}")] }, MailDraftError.ControlCharacter, "To[1].Address");
        AssertRefused(_draft with { Cc = [new MailAddress(evil, "a@example.jp")] }, MailDraftError.ControlCharacter, "Cc[0].Name");
        AssertRefused(_draft with { Bcc = [new MailAddress(null, $"a@exa{broken}mple.jp")] }, MailDraftError.ControlCharacter, "Bcc[0].Address");
        AssertRefused(_draft with { ReplyTo = [new MailAddress(evil, "a@example.jp")] }, MailDraftError.ControlCharacter, "ReplyTo[0].Name");
        AssertRefused(_draft with { MessageId = $"a{broken}b@example.jp" }, MailDraftError.MessageIdInvalid, "MessageId");
        AssertRefused(_draft with { Headers = [new("X-Order", evil)] }, MailDraftError.ControlCharacter, "Headers[X-Order]");
        AssertRefused(_draft with { Headers = [new($"X-A{broken}Bcc", "x")] }, MailDraftError.HeaderNameInvalid, "Headers[0]");
        AssertRefused(_draft with { Files = [new MailDraftFile(evil, "text/plain", new byte[1])] }, MailDraftError.ControlCharacter, "Files[0].Name");
        AssertRefused(_draft with { Files = [new MailDraftFile("a", $"text/plain;{broken} x=y", new byte[1])] }, MailDraftError.ControlCharacter, "Files[0].ContentType");
        AssertRefused(_draft with { Files = [new MailDraftFile("a", "image/png", new byte[1], $"a{broken}b")] }, MailDraftError.ContentIdInvalid, "Files[0].ContentId");
    }

    [Fact]
    public void MI8_An_id_of_a_mail_we_answer_that_holds_a_line_break_is_left_out()
    {
        var text = Encoding.ASCII.GetString(MimeWriter.Write(_draft with { InReplyTo = ["a\r\nBcc: x@y"], References = ["a@b", "c d", "e>\r\nX: <f"] }));

        Assert.DoesNotContain("In-Reply-To", text, StringComparison.Ordinal);
        Assert.Contains("References: <a@b>\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bcc")]
    [InlineData("from")]
    [InlineData("Content-Type")]
    [InlineData("MIME-Version")]
    [InlineData("X Y")]
    [InlineData("X:")]
    [InlineData("")]
    public void A_header_the_draft_has_a_member_for_is_refused(string name) => AssertRefused(_draft with { Headers = [new(name, "x")] }, MailDraftError.HeaderNameInvalid, "Headers[0]");

    [Theory]
    [InlineData("")]
    [InlineData("taro")]
    [InlineData("@example.com")]
    [InlineData("taro@")]
    [InlineData("ta ro@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("<taro@example.com>")]
    [InlineData("a,b@example.com")]
    [InlineData("taro@exam ple.com")]
    [InlineData("taro@-example.com")]
    [InlineData("\"a\"b\"@example.com")]
    [InlineData("a\u202eb@example.com")]
    public void What_is_no_address_is_refused(string address) => AssertRefused(_draft with { To = [new MailAddress(null, address)] }, MailDraftError.AddressInvalid, "To[0].Address");

    [Theory]
    [InlineData("a..b.@docomo.ne.jp", "\"a..b.\"@docomo.ne.jp")]
    [InlineData("\"a..b.\"@docomo.ne.jp", "\"a..b.\"@docomo.ne.jp")]
    [InlineData("taro@例え.jp", "taro@xn--r8jz45g.jp")]
    [InlineData("Taro@EXAMPLE.com", "Taro@example.com")]
    [InlineData("o'brien+x@example.com", "o'brien+x@example.com")]
    public void Addresses_take_the_form_protocols_want(string address, string form) => Assert.Equal(form, MailAddressForm.AddrSpec(address));

    [Fact]
    public void A_mail_to_nobody_is_refused() => AssertRefused(_draft with { To = [] }, MailDraftError.RecipientMissing, "To");

    [Fact]
    public void Hidden_recipients_are_in_the_envelope_only()
    {
        var draft = _draft with { Bcc = [new MailAddress("秘密", "hidden@example.com"), new MailAddress(null, "TARO@example.com")] };

        Assert.Equal(["taro@example.com", "hidden@example.com"], draft.Recipients.Select(address => address.Address));
        Assert.DoesNotContain("hidden", Encoding.ASCII.GetString(MimeWriter.Write(draft)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_address_beyond_ASCII_needs_a_server_that_takes_it()
    {
        var draft = _draft with { To = [new MailAddress("太郎", "太郎@例え.jp")] };

        Assert.True(draft.NeedsSmtpUtf8);
        Assert.Equal("太郎@例え.jp", MimeReader.Read(MimeWriter.Write(draft)).To[0].Address);
        Assert.False(_draft.NeedsSmtpUtf8);
    }

    [Fact]
    public void Half_a_character_is_refused() => AssertRefused(_draft with { Text = "a\ud83d" }, MailDraftError.TextInvalid, "Text");

    [Fact]
    public void A_dot_alone_and_lines_that_look_like_the_end_of_a_message_survive()
    {
        const string Text = ".\n..\n.\r\nFrom me\nQUIT";

        Assert.Equal(Text.ReplaceLineEndings("\n"), MimeReader.Read(MimeWriter.Write(_draft with { Text = Text })).Text);
    }

    private static void AssertRefused(MailDraft draft, MailDraftError error, string field)
    {
        var refusal = Assert.Throws<MailDraftException>(() => MimeWriter.Write(draft));
        Assert.Equal((error, field), (refusal.Error, refusal.Field));
        Assert.DoesNotContain("victim", refusal.Message, StringComparison.Ordinal);
    }
}
