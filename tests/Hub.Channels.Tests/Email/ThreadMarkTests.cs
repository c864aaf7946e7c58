using Hub.Channels.Email;
using Xunit;

namespace Hub.Channels.Tests.Email;

public sealed class ThreadMarkTests
{
    private static readonly Guid _conversation = Guid.Parse("0198c0de-1234-7abc-8def-0123456789ab");
    private static readonly Guid _message = Guid.Parse("0198c0de-ffff-7abc-8def-fedcba987654");
    private readonly ThreadMarks _marks = new([.. Enumerable.Range(0, 32).Select(n => (byte)n)]);

    [Fact]
    public void A_mark_leads_back_whatever_becomes_of_its_case()
    {
        var address = _marks.ReplyAddress("support@shop.example", _conversation);
        Assert.Equal((_conversation, "support@shop.example"), _marks.OfAddress(address));
        Assert.Equal(_conversation, _marks.OfAddress(address.ToUpperInvariant())!.Value.Conversation);
        var id = _marks.MessageId(_conversation, _message, "shop.example");
        Assert.Equal(new SignedMessage(_conversation, _message), _marks.OfMessageId($"<{id}>"));
        Assert.Equal(new SignedMessage(_conversation, _message), _marks.OfMessageId(id.ToUpperInvariant()));
        Assert.Equal(_conversation, _marks.InText("> quoted [hub:nonsense] " + _marks.BodyMark(_conversation) + " more"));
    }

    [Fact]
    public void MI6_a_mark_with_any_character_changed_is_none()
    {
        var address = _marks.ReplyAddress("support@shop.example", _conversation);
        var id = _marks.MessageId(_conversation, _message, "shop.example");
        var mark = _marks.BodyMark(_conversation);
        for (var place = "support+c".Length; place < address.IndexOf('@', StringComparison.Ordinal); place++)
        {
            Assert.Null(_marks.OfAddress(Changed(address, place)));
        }

        for (var place = 0; place < id.IndexOf('.', StringComparison.Ordinal); place++)
        {
            Assert.Null(_marks.OfMessageId(Changed(id, place)));
        }

        for (var place = "[hub:".Length; place < mark.Length - 1; place++)
        {
            Assert.Null(_marks.InText(Changed(mark, place)));
        }
    }

    [Fact]
    public void MI6_another_hubs_marks_and_marks_of_another_kind_are_none()
    {
        var other = new ThreadMarks(new byte[32]);
        Assert.Null(_marks.OfAddress(other.ReplyAddress("support@shop.example", _conversation)));
        Assert.Null(_marks.OfMessageId(other.MessageId(_conversation, _message, "shop.example")));
        var local = _marks.ReplyAddress("support@shop.example", _conversation).Split('@')[0]["support+c".Length..];
        Assert.Null(_marks.InText($"[hub:{local}]"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a@b")]
    [InlineData("support+c@shop.example")]
    [InlineData("support+cäöü@shop.example")]
    [InlineData("+c@x")]
    public void What_holds_no_mark_is_read_quietly(string text)
    {
        Assert.Null(_marks.OfAddress(text));
        Assert.Null(_marks.OfMessageId(text));
        Assert.Null(_marks.InText("[hub:" + text));
    }

    [Fact]
    public void Where_a_mark_does_not_fit_before_the_at_sign_the_plain_address_stands() =>
        Assert.Equal("a-very-long-name-of-a-mailbox@shop.example", _marks.ReplyAddress("a-very-long-name-of-a-mailbox@shop.example", _conversation));

    [Theory]
    [InlineData("Re: Order", "Order")]
    [InlineData("RE: Re[2]: FW: Fwd: Order (fwd)", "Order")]
    [InlineData("Re： 返信: 転送： 注文について", "注文について")]
    [InlineData("  Re:  Order \t 12 ", "Order 12")]
    [InlineData("AW: WG: Bestellung", "Bestellung")]
    [InlineData("Re:", null)]
    [InlineData("", null)]
    [InlineData("Reply needed", "Reply needed")]
    [InlineData("再: 注文", "再: 注文")]
    public void A_subject_is_compared_without_what_mail_programs_put_before_it(string subject, string? expected) => Assert.Equal(expected, Subjects.Base(subject));

    [Theory]
    [InlineData("Hello [#123]", 123L)]
    [InlineData("［＃４５］ 注文", null)]
    [InlineData("[#9999999999999]", null)]
    [InlineData("#12", null)]
    public void A_number_counts_only_in_its_brackets(string subject, long? expected) => Assert.Equal(expected, Subjects.Number(subject));

    private static string Changed(string text, int place) => string.Concat(text.AsSpan(0, place), text[place] == 'b' ? "c" : "b", text.AsSpan(place + 1));
}
