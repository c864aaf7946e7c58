using Xunit;
using static Hub.Channels.Tests.Telegram.TelegramTestAccount;

namespace Hub.Channels.Tests.Telegram;

public sealed class TelegramReadingTests
{
    [Fact]
    public void A_text_comes_with_its_writers_name_and_language()
    {
        var message = Assert.IsType<MessageReceived>(One("text"));

        Assert.Equal(("700000101/11", Chat, "こんにちは🍵 Hello"), (message.ProviderId, message.Sender, message.Content.Text));
        Assert.Equal(new ChannelProfile("Anna Schmidt", null, "de"), message.Profile);
        Assert.Null(message.Author);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1782874811), message.ProviderTime);
    }

    [Fact]
    public void The_address_behind_a_word_follows_it_and_offsets_out_of_range_are_left_alone() =>
        Assert.Equal("👪 see the menu (https://shop.example/menu) and @anna now", Content("entities").Text);

    [Fact]
    public void The_largest_photo_is_taken_with_its_caption()
    {
        var photo = Assert.IsType<FileContent>(Content("photo"));

        Assert.Equal(("image", "このひび割れです"), (photo.Kind, photo.Caption));
        Assert.Equal("file:AgACAgIAAxkB_3-xyz", Assert.Single(photo.Files).Reference);
    }

    [Theory]
    [InlineData("voice", "audio", "audio/ogg", null)]
    [InlineData("audio", "audio", "audio/mpeg", "song.mp3")]
    [InlineData("video", "video", "video/mp4", null)]
    [InlineData("video_note", "video", "video/mp4", null)]
    [InlineData("animation", "video", "video/mp4", null)]
    [InlineData("document", "file", "application/pdf", "請求書.pdf")]
    public void Every_kind_of_file_is_an_attachment(string payload, string kind, string contentType, string? name)
    {
        var file = Assert.Single(Content(payload).Attachments);

        Assert.Equal((kind, contentType, name), (file.Kind, file.ContentType, file.FileName));
        Assert.NotNull(file.Size);
    }

    [Fact]
    public void A_moving_sticker_shows_its_still_picture()
    {
        var sticker = Assert.IsType<StickerContent>(Content("sticker"));

        Assert.Equal(("TeaTime", "AgACAgIAAxkB_5-xyz"), (sticker.PackageId, sticker.StickerId));
        Assert.Equal(["🍵"], sticker.Keywords);
        Assert.Null(sticker.ImageUrl);
    }

    [Fact]
    public void A_place_with_a_name_keeps_it_and_a_contact_is_words()
    {
        Assert.Equal(new LocationContent("つむぎ茶舗", "京都市中京区", 35.0116, 135.7681), Content("venue"));
        Assert.Equal(new LocationContent(null, null, 35.0116, 135.7681), Content("location"));
        Assert.Equal("花子 山田\n+819000001234", Content("contact").Text);
        Assert.Equal("hologram", Assert.IsType<UnsupportedContent>(Content("unknown_message")).ProviderType);
    }

    [Fact]
    public void An_edit_names_the_message_it_changes_and_a_moving_place_is_no_edit()
    {
        var edited = Assert.IsType<MessageEdited>(One("edited"));

        Assert.Equal(("700000101/11", "Hello again"), (edited.MessageProviderId, edited.Text));
        Assert.NotEqual(edited.ProviderId, edited.MessageProviderId);
        Assert.False(Assert.IsType<OtherEvent>(One("live_location")).Visible);
    }

    [Theory]
    [InlineData("press", "緑でお願いします")]
    [InlineData("press_numbered", "青")]
    public void A_pressed_button_is_what_it_says(string payload, string said)
    {
        var press = Assert.IsType<MessageReceived>(One(payload));

        Assert.Equal((said, Chat, "700000101/30"), (Assert.IsType<TextContent>(press.Content).Body, press.Sender, press.QuotedProviderId));
        Assert.NotNull(press.PressId);
    }

    [Fact]
    public void A_button_that_is_not_ours_comes_as_its_data() => Assert.Equal("order:42", Assert.IsType<PostbackContent>(Content("press_foreign")).Data);

    [Fact]
    public void Blocking_and_coming_back_are_told_and_the_first_button_is_no_message()
    {
        Assert.Equal((false, "blocked"), (((ReachabilityChanged)One("blocked")).Reachable, ((ReachabilityChanged)One("blocked")).Code));
        Assert.True(((ReachabilityChanged)One("unblocked")).Reachable);
        Assert.Equal((true, Chat), (((ReachabilityChanged)One("start")).Reachable, One("start").Sender));
    }

    [Fact]
    public void In_a_group_the_sender_is_the_group_and_the_author_a_person()
    {
        var message = Assert.IsType<MessageReceived>(One("group"));

        Assert.Equal(("-1001234567890", "お茶の会"), (message.Sender, message.Profile!.DisplayName));
        Assert.Equal(("700000102", "亮太"), (message.Author!.Id, message.Author.Name));
        Assert.Equal("お茶の会", ((MessageReceived)One("group_anonymous")).Author!.Name);
        Assert.False(Assert.IsType<OtherEvent>(One("group_joined")).Visible);
    }

    [Fact]
    public void An_answer_names_what_it_answers() => Assert.Equal("700000101/30", ((MessageReceived)One("reply")).QuotedProviderId);

    [Fact]
    public void F02_The_same_update_by_webhook_and_by_asking_is_the_same_event()
    {
        var asked = new ScriptedProvider().Adapter().Read(Account, (byte[])[.. "{\"ok\":true,\"result\":["u8, .. Payload("text"), .. "]}"u8]);

        Assert.Equal(One("text").ProviderId, Assert.Single(asked).ProviderId);
    }
}
