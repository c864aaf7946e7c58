using System.Text.Json;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineComposedTests
{
    private static readonly JsonElement _buttons = JsonDocument.Parse("""
        {"type":"template","altText":"ours wins","sender":{"name":"not ours"},"template":{"type":"buttons","text":"Your parcel","actions":[{"type":"uri","label":"Track","uri":"https://track.example/1"}]}}
        """).RootElement;

    public static TheoryData<string> Kinds => ["sticker", "location", "rich", "answers"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_composed_is_what_LINEs_document_allows(string kind)
    {
        var provider = new ScriptedProvider().Answers(200);

        await provider.Adapter().SendAsync(LongLived, Of(kind), new SendAttempt(Guid.Empty, null, 1), TestContext.Current.CancellationToken);

        Assert.Empty(LineDocumentTests.Document("messaging-api.yml").Violations("PushMessageRequest", JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement));
    }

    [Fact]
    public async Task A_card_keeps_its_form_under_our_own_words_and_sender()
    {
        var provider = new ScriptedProvider().Answers(200);

        await provider.Adapter().SendAsync(LongLived, Of("rich") with { SenderName = "Tsumugi" }, new SendAttempt(Guid.Empty, null, 1), TestContext.Current.CancellationToken);

        var message = JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement.GetProperty("messages")[0];
        Assert.Equal("Your parcel is on its way", message.GetProperty("altText").GetString());
        Assert.Equal("Tsumugi", message.GetProperty("sender").GetProperty("name").GetString());
        Assert.Equal("Track", message.GetProperty("template").GetProperty("actions")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task Answers_to_choose_from_hang_on_the_last_bubble_which_is_the_one_LINE_shows_them_of()
    {
        var provider = new ScriptedProvider().Answers(200);
        var message = Of("answers") with { Attachments = [new("image", "a.png", "image/png", 9, "https://hub.example/a", null)] };

        await provider.Adapter().SendAsync(LongLived, message, new SendAttempt(Guid.Empty, null, 1), TestContext.Current.CancellationToken);

        var sent = JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement.GetProperty("messages");
        Assert.False(sent[0].TryGetProperty("quickReply", out _));
        Assert.Equal(["Yes", "No"], sent[1].GetProperty("quickReply").GetProperty("items").EnumerateArray().Select(item => item.GetProperty("action").GetProperty("label").GetString()));
    }

    [Fact]
    public void What_LINE_would_refuse_is_refused_before()
    {
        var adapter = new ScriptedProvider().Adapter();
        string? Refusal(OutboundMessage message) => adapter.Plan(LongLived, message, hasReplyHandle: true).Refusal;

        Assert.All(Kinds, kind => Assert.Null(Refusal(Of(kind.Data))));
        Assert.Equal("invalid_sticker", Refusal(Empty with { Composed = new StickerContent("11537", "../1", null, null) }));
        Assert.Equal("invalid_location", Refusal(Empty with { Composed = new LocationContent("Shop", null, 35, 135) }));
        Assert.Equal("invalid_location", Refusal(Empty with { Composed = new LocationContent("Shop", "Kyoto", 91, 135) }));
        Assert.Equal("invalid_rich", Refusal(Empty with { Composed = new RichContent("", _buttons) }));
        Assert.Equal("invalid_rich", Refusal(Empty with { Composed = new RichContent("text", JsonDocument.Parse("""{"type":"text","text":"a"}""").RootElement) }));
        Assert.Equal("invalid_rich", Refusal(Empty with { Composed = new RichContent("large", JsonDocument.Parse($$"""{"type":"flex","contents":"{{new string('x', 60_000)}}"}""").RootElement) }));
        Assert.Equal("invalid_quick_replies", Refusal(Of("answers") with { QuickReplies = [.. Enumerable.Repeat(new QuickReply("a", "a"), 14)] }));
        Assert.Equal("invalid_quick_replies", Refusal(Of("answers") with { QuickReplies = [new QuickReply(new string('a', 21), "a")] }));
        Assert.Equal("invalid_quick_replies", Refusal(Of("answers") with { QuickReplies = [] }));
        Assert.Equal("not_possible_here", Refusal(Empty with { Composed = new PostbackContent("a", null) }));
    }

    [Fact]
    public async Task LINE_is_asked_what_is_wrong_deep_inside_and_silence_refuses_nothing()
    {
        var provider = new ScriptedProvider()
            .Answers(400, """{"message":"The request body has 1 error(s)","details":[{"message":"Length must be between 0 and 20","property":"messages[0].template.actions[0].label"}]}""")
            .Answers(200, "{}").Answers(500, "oh").Answers(400, "no JSON");
        var adapter = provider.Adapter();
        Task<IReadOnlyList<ContentFault>> AskAsync() => adapter.ValidateAsync(LongLived, Of("rich"), TestContext.Current.CancellationToken);

        Assert.Equal([new ContentFault("messages[0].template.actions[0].label", "Length must be between 0 and 20")], await AskAsync());
        Assert.Equal(ApiBase + "/v2/bot/message/validate/push", provider.Seen[0].Url);
        Assert.Empty(await AskAsync());
        Assert.Empty(await AskAsync());
        Assert.Empty(await AskAsync());
    }

    [Theory]
    [InlineData("52002734", "/stickershop/v1/sticker/52002734/android/sticker.png")]
    [InlineData("..%2f..%2fsecret", null)]
    [InlineData("", null)]
    public async Task A_stickers_picture_is_fetched_by_its_number_only(string id, string? path)
    {
        var provider = new ScriptedProvider().Answers(200, "picture");
        using var bytes = new MemoryStream();

        var outcome = await provider.Adapter().FetchStickerAsync(LongLived, id, bytes, 1000, TestContext.Current.CancellationToken);

        Assert.Equal(path is null ? FetchStatus.Gone : FetchStatus.Fetched, outcome.Status);
        Assert.Equal(path is null ? [] : [DataBase + path], provider.Seen.Select(seen => seen.Url));
    }

    private static OutboundMessage Empty => new(Guid.Empty, User, null, []);

    private static OutboundMessage Of(string kind) => kind switch
    {
        "sticker" => Empty with { Composed = new StickerContent("11537", "52002734", null, null) },
        "location" => Empty with { Composed = new LocationContent("つむぎ茶舗", "京都市中京区", 35.0116, 135.7681) },
        "rich" => Empty with { Composed = new RichContent("Your parcel is on its way", _buttons) },
        _ => Empty with { Text = "Shall we send it again?", QuickReplies = [new("Yes", "Yes, please"), new("No", "No")] },
    };
}
