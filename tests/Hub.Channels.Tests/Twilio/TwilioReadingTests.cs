using Hub.Channels.Twilio;
using Xunit;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

public sealed class TwilioReadingTests
{
    [Fact]
    public void A_text_comes_under_its_sid_from_its_number()
    {
        var message = Assert.IsType<MessageReceived>(Assert.Single(Read("text")));

        Assert.Equal(("SM00000000000000000000000000000001", Customer, "煎茶はまだありますか？ + 50% off & more 🍵"), (message.ProviderId, message.Sender, message.Content.Text));
        Assert.Equal("090-0000-1234", message.Profile!.DisplayName);
        Assert.Null(message.Wish);
        Assert.Equal("", Assert.IsType<TextContent>(Assert.IsType<MessageReceived>(Assert.Single(Read("empty"))).Content).Body);
    }

    [Fact]
    public void Pictures_come_as_references_with_the_text_as_caption()
    {
        var pictures = Assert.IsType<FileContent>(Assert.IsType<MessageReceived>(Assert.Single(Read("mms"))).Content);
        Assert.Equal(("image", "この割れ方です", 2), (pictures.Kind, pictures.Caption, pictures.Files.Count));
        Assert.All(pictures.Files, file => Assert.Equal(("image", "image/jpeg"), (file.Kind, file.ContentType)));

        var mixed = Assert.IsType<FileContent>(Assert.IsType<MessageReceived>(Assert.Single(Read("mms-mixed"))).Content);
        Assert.Equal(("file", (string?)null), (mixed.Kind, mixed.Caption));
        Assert.Equal(["image", "file"], mixed.Files.Select(file => file.Kind));
    }

    [Fact]
    public void States_are_named_by_message_and_state_and_only_arrival_counts_as_delivered()
    {
        var sent = Assert.IsType<ReceiptReceived>(Assert.Single(Read("status-sent")));
        Assert.Equal(("SM00000000000000000000000000000101/sent", "SM00000000000000000000000000000101", "accepted"), (sent.ProviderId, sent.MessageProviderId, sent.State));
        Assert.Equal("delivered", Assert.IsType<ReceiptReceived>(Assert.Single(Read("status-delivered"))).State);

        var lost = Assert.IsType<ReceiptReceived>(Assert.Single(Read("status-undelivered")));
        Assert.Equal(("failed", "unreachable"), (lost.State, lost.Code));
    }

    [Fact]
    public void A_state_nobody_knows_and_a_call_are_kept_raw()
    {
        Assert.Equal("status", Assert.IsType<OtherEvent>(Assert.Single(Read("status-new"))).Type);
        Assert.Equal("call", Assert.IsType<OtherEvent>(Assert.Single(Read("call"))).Type);
    }

    [Fact]
    public void The_message_list_says_the_same_as_the_webhooks()
    {
        Assert.Collection(
            Read("list.json"),
            e => Assert.Equal((Read("text")[0].ProviderId, Customer, new DateTimeOffset(2026, 7, 1, 3, 0, 1, TimeSpan.Zero)), (e.ProviderId, e.Sender, e.ProviderTime!.Value)),
            e => Assert.Equal(["media:MM00000000000000000000000000000003/0", "media:MM00000000000000000000000000000003/1"], Assert.IsType<MessageReceived>(e).Content.Attachments.Select(file => file.Reference)),
            e => Assert.Equal((Read("status-delivered")[0].ProviderId, "はい、ございます。"), (e.ProviderId, Assert.IsType<ReceiptReceived>(e).Text)),
            e => Assert.Equal((Read("status-undelivered")[0].ProviderId, "unreachable"), (e.ProviderId, Assert.IsType<ReceiptReceived>(e).Code)),
            e => Assert.Equal("accepted", Assert.IsType<ReceiptReceived>(e).State));
    }

    [Theory]
    [InlineData("STOP", true, false)]
    [InlineData("  Stop. ", true, false)]
    [InlineData("ＳＴＯＰ", true, false)]
    [InlineData("cancel", true, false)]
    [InlineData("停止", true, true)]
    [InlineData("「配信停止」", true, true)]
    [InlineData("配信 停止。", true, true)]
    [InlineData("ｽﾄｯﾌﾟ", true, true)]
    [InlineData("START", false, false)]
    [InlineData("yes", false, false)]
    [InlineData("再開", false, true)]
    [InlineData("配信再開！", false, true)]
    public void Words_that_are_the_whole_message_end_and_resume_and_are_confirmed_once(string text, bool stop, bool confirmedByHub)
    {
        var wish = OptOutWords.Wish(Account, text, null)!;

        Assert.Equal((stop, confirmedByHub), (wish.Stop, wish.Confirmation is not null));
        Assert.NotNull(OptOutWords.Wish(With(("confirmAll", "true")), text, null)!.Confirmation);
    }

    [Theory]
    [InlineData("注文をキャンセルしたいです")]
    [InlineData("キャンセル")]
    [InlineData("配信停止の方法を教えてください")]
    [InlineData("please stop the subscription")]
    [InlineData("停止？")]
    [InlineData("")]
    public void Words_inside_a_sentence_mean_what_the_sentence_means(string text) => Assert.Null(OptOutWords.Wish(Account, text, null));

    [Fact]
    public void The_providers_own_verdict_and_the_accounts_own_words_count()
    {
        Assert.True(OptOutWords.Wish(Account, "please no more", "STOP")!.Stop);
        Assert.Null(OptOutWords.Wish(Account, "help", "HELP"));
        Assert.True(OptOutWords.Wish(With(("optOutWords", "いりません、やめて"), ("optOutText", "止めました")), "やめて", null) is { Stop: true, Confirmation: "止めました" });
    }

    [Fact]
    public void Every_error_number_has_one_of_four_kinds()
    {
        Assert.All(TwilioErrors.All.Values, known => Assert.Matches("^[a-z]+(_[a-z]+)*$", known.Code));
        Assert.Equal([21610], TwilioErrors.All.Where(pair => pair.Value.Kind == TwilioErrorKind.OptedOut).Select(pair => pair.Key));
        Assert.Equal(("twilio_39999", TwilioErrorKind.Unknown), (TwilioErrors.Code(39999), TwilioErrors.Kind(39999)));
    }
}
