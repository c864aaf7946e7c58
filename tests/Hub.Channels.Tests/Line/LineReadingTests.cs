using System.Text;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineReadingTests
{
    [Fact]
    public void Text_comes_as_it_was_written_with_emoji_names_in_brackets()
    {
        var messages = Messages("text");

        Assert.Equal("550000000000000001", messages[0].ProviderId);
        Assert.Equal(User, messages[0].Sender);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767225601000), messages[0].ProviderTime);
        Assert.Equal("reply-token-1", messages[0].ReplyHandle);
        Assert.Equal("ありがとう (love) 助かります (smile)", messages[1].Content.Text);
        Assert.Equal("👩‍👩‍👧 絵文字と\n改行 \"引用\" <b>", messages[2].Content.Text);
        Assert.Equal("550000000000000001", messages[2].QuotedProviderId);
    }

    [Fact]
    public void Stickers_have_a_picture_address_and_words()
    {
        var stickers = Messages("sticker").Select(m => Assert.IsType<StickerContent>(m.Content)).ToArray();

        Assert.Equal("https://stickershop.line-scdn.net/stickershop/v1/sticker/1988/android/sticker.png", stickers[0].ImageUrl);
        Assert.Equal(["thanks", "bow", "sorry"], stickers[0].Keywords!);
        Assert.Equal(["おつかれさま", "tea"], stickers[1].Keywords!);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("1?x")]
    public void A_sticker_id_that_is_no_number_makes_no_address(string id) =>
        Assert.Null(Assert.IsType<StickerContent>(Message($$"""{"type":"sticker","id":"1","packageId":"1","stickerId":"{{id}}"}""").Content).ImageUrl);

    [Fact]
    public void Media_come_as_references_and_clear_text_addresses_are_not_followed()
    {
        var contents = Messages("media").Select(m => m.Content).ToArray();

        Assert.Equal(["image", "image", "image", "", "video", "audio", "file"], contents.Select(c => (c as FileContent)?.Kind ?? ""));
        Assert.Equal("content:" + Messages("media")[0].ProviderId, Assert.Single(contents[0].Attachments).Reference);
        Assert.Equal("external:https://img.example.com/a.jpg", Assert.Single(contents[2].Attachments).Reference);
        Assert.Contains("http://img.example.com/a.jpg", Assert.IsType<UnsupportedContent>(contents[3]).RawJson);
        var file = Assert.Single(contents[6].Attachments);
        Assert.Equal(("見積書.pdf", 2138), (file.FileName, file.Size));
    }

    [Fact]
    public void Locations_may_lack_words()
    {
        var places = Messages("location").Select(m => Assert.IsType<LocationContent>(m.Content)).ToArray();

        Assert.Equal(new LocationContent("東京駅", "東京都千代田区丸の内１丁目", 35.681236, 139.767125), places[0]);
        Assert.Equal(new LocationContent(null, null, -33.8688, 151.2093), places[1]);
    }

    [Fact]
    public void Follow_and_unfollow_change_reachability()
    {
        var changes = Read("reachability").Cast<ReachabilityChanged>().ToArray();

        Assert.Equal([(true, "followed"), (false, "unfollowed"), (true, "followed")], changes.Select(c => (c.Reachable, c.Code)));
        Assert.StartsWith("01JGFZ", changes[0].ProviderId);
        Assert.NotNull(changes[0].ReplyHandle);
    }

    [Fact]
    public void Unsend_names_the_message_by_the_id_it_came_with() =>
        Assert.Equal(Messages("text")[0].ProviderId, Assert.IsType<MessageUnsent>(Assert.Single(Read("unsend"))).MessageProviderId);

    [Fact]
    public void Postbacks_are_messages_with_data_and_picked_values()
    {
        var postbacks = Messages("postback").Select(m => Assert.IsType<PostbackContent>(m.Content)).ToArray();

        Assert.Equal("action=buy&item=42", postbacks[0].Data);
        Assert.Null(postbacks[0].Params);
        Assert.Equal("2026-12-24T18:00", postbacks[1].Params!["datetime"]);
        Assert.NotNull(Messages("postback")[0].ReplyHandle);
    }

    [Fact]
    public void Picked_values_hold_nothing_PostgreSQL_refuses()
    {
        var read = Assert.IsType<MessageReceived>(Assert.Single(Events(
            """{"events":[{"type":"postback","webhookEventId":"01A","source":{"type":"user","userId":"U"},"postback":{"data":"d","params":{"a\u0000":"b\u0000","n":7,"n":{"x":1}}}}]}""")));

        Assert.Equal(new Dictionary<string, string> { ["a\uFFFD"] = "b\uFFFD", ["n"] = """{"x":1}""" }, Assert.IsType<PostbackContent>(read.Content).Params!);
    }

    [Fact]
    public void In_groups_the_writer_is_told_where_LINE_tells_it()
    {
        var messages = Read("group").OfType<MessageReceived>().ToList();

        Assert.Equal(("Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", null, "quote-token-21"), (messages[0].Author!.Id, messages[0].Author!.Name, messages[0].QuoteHandle));
        Assert.Null(messages[1].Author);
        Assert.Null(((MessageReceived)Read("text")[0]).Author);
    }

    [Fact]
    public void In_groups_and_rooms_the_place_is_the_sender() => Assert.Equal(
        ["Ccccccccccccccccccccccccccccccccc", "Rdddddddddddddddddddddddddddddddd", "Ccccccccccccccccccccccccccccccccc", "Ccccccccccccccccccccccccccccccccc"],
        Read("group").Select(e => e.Sender));

    [Fact]
    public void Joining_a_group_lets_it_be_written_to_and_leaving_ends_that()
    {
        var joined = Assert.Single(Read("group").OfType<ReachabilityChanged>());
        Assert.Equal(("Ccccccccccccccccccccccccccccccccc", true, "reply-token-23"), (joined.Sender, joined.Reachable, joined.ReplyHandle));
        var left = new ScriptedProvider().Adapter().Read(LongLived, """{"events":[{"type":"leave","webhookEventId":"E1","timestamp":1,"source":{"type":"room","roomId":"R1"}}]}"""u8.ToArray());
        Assert.False(Assert.IsType<ReachabilityChanged>(Assert.Single(left)).Reachable);
    }

    [Fact]
    public void In_standby_nobody_may_reply() => Assert.All(Messages("standby"), m => Assert.Null(m.ReplyHandle));

    [Fact]
    public void Events_without_a_meaning_stay_raw_and_only_those_about_the_person_are_shown()
    {
        var others = Read("other").OfType<OtherEvent>().ToArray();

        Assert.Equal(["membership", "beacon", "videoPlayComplete", "delivery"], others.Select(o => o.Type));
        Assert.Equal([true, false, false, false], others.Select(o => o.Visible));
        Assert.Contains("d41d8cd98f", others[1].RawJson);
    }

    [Fact]
    public void A_linked_account_names_its_person_and_a_failed_one_need_not()
    {
        var links = Read("other").OfType<MemberLinked>().ToArray();

        Assert.Equal([(User, true, "reply-token-27"), (LongLived.Key, false, null)], links.Select(link => (link.Sender, link.Linked, link.ReplyHandle)));
        Assert.All(links, link => Assert.True(link.Nonce.Length >= 10));
        Assert.IsType<UnreadableEvent>(Assert.Single(new ScriptedProvider().Adapter().Read(LongLived, """{"events":[{"type":"accountLink","webhookEventId":"E1","timestamp":1,"link":{"result":"ok","nonce":"without-a-source"}}]}"""u8.ToArray())));
    }

    [Fact]
    public void Unknown_kinds_are_kept_raw()
    {
        var read = Read("unknown");

        var content = Assert.IsType<UnsupportedContent>(Assert.IsType<MessageReceived>(read[0]).Content);
        Assert.Equal("hologram", content.ProviderType);
        Assert.Contains("\"z\": 3", content.RawJson);
        Assert.Equal(("teleport", User), (Assert.IsType<OtherEvent>(read[1]).Type, read[1].Sender));
        Assert.Equal(LongLived.Key, Assert.IsType<OtherEvent>(read[2]).Sender);
    }

    [Fact]
    public void WH9_The_broken_event_keeps_its_lane_its_id_and_its_raw_text()
    {
        var broken = Assert.IsType<UnreadableEvent>(Read("broken")[1]);

        Assert.Equal(User, broken.Sender);
        Assert.StartsWith("01JGFZ", broken.ProviderId);
        Assert.Equal("'text' is missing or no string.", broken.Error);
        Assert.Contains("\"webhookEventId\"", broken.RawJson);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("""{"type":"message"}""")]
    [InlineData("""{"type":"message","webhookEventId":"01A","source":{"type":"user"},"message":{"type":"text","id":"1","text":"a"}}""")]
    [InlineData("""{"type":"message","webhookEventId":"01A","source":{"type":"user","userId":"U"},"message":{"type":"text","id":"1","text":"\ud800"}}""")]
    [InlineData("""{"type":"message","webhookEventId":"01A","source":{"type":"user","userId":"U"},"message":{"type":"location","id":"1","latitude":1e999,"longitude":1}}""")]
    [InlineData("""{"type":"message","webhookEventId":"01A","source":{"type":"user","userId":"U"},"message":{"type":"text","id":"","text":"a"}}""")]
    [InlineData("""{"type":"follow","source":{"type":"user","userId":"U"}}""")]
    public void An_event_that_lacks_what_it_needs_is_unreadable_and_keeps_its_text(string e) =>
        Assert.Equal(e, Assert.IsType<UnreadableEvent>(Assert.Single(Events($$"""{"events":[{{e}}]}"""))).RawJson);

    [Fact]
    public void Oddities_that_lose_nothing_are_tolerated()
    {
        var message = Assert.IsType<MessageReceived>(Assert.Single(Events(
            "\uFEFF" + """
            {"events":[],"extra":1,"events":[{"type":"message","type":"message","timestamp":"soon","mode":7,"replyToken":{},
            "source":{"type":"user","userId":"U"},"message":{"type":"text","id":"1","id":"2","text":"a\u0000b","emojis":"none"}}]}  
            """)));

        Assert.Equal(("2", "a\uFFFDb"), (message.ProviderId, message.Content.Text));
        Assert.Null(message.ProviderTime);
        Assert.Null(message.ReplyHandle);
    }

    private static MessageReceived[] Messages(string name) => [.. Read(name).Cast<MessageReceived>()];

    private static MessageReceived Message(string message) => Assert.IsType<MessageReceived>(
        Assert.Single(Events($$"""{"events":[{"type":"message","source":{"type":"user","userId":"U"},"message":{{message}}}]}""")));

    private static IReadOnlyList<InboundEvent> Events(string body) => new ScriptedProvider().Adapter().Read(LongLived, Encoding.UTF8.GetBytes(body));
}
