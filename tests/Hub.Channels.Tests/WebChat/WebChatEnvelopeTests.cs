using System.Text;
using Hub.Channels.WebChat;
using Xunit;

namespace Hub.Channels.Tests.WebChat;

public sealed class WebChatEnvelopeTests
{
    private static readonly Guid _id = Guid.Parse("0198c0de-0000-7000-8000-0000000000bb");
    private static readonly DateTimeOffset _at = new(2026, 7, 1, 9, 30, 0, TimeSpan.Zero);
    private static readonly ChannelAccount _account = new(_id, "web-shop", "webchat", new Dictionary<string, string>(), new Dictionary<string, string>());

    [Fact]
    public void A_written_message_is_read_back_whole()
    {
        var upload = new WebChatUpload(Guid.Parse("0198c0de-0000-7000-8000-0000000000cc"), "image", "写真.png", "image/png", 12);

        var read = Assert.IsType<MessageReceived>(Assert.Single(Read(new WebChatMessage(_id, "visitor-1", _at, "こんにちは 😀", [upload], "佐藤"))));

        Assert.Equal((_id.ToString(), "visitor-1", _at), (read.ProviderId, read.Sender, read.ProviderTime!.Value));
        Assert.Equal("佐藤", read.Profile!.DisplayName);
        var content = Assert.IsType<FileContent>(read.Content);
        Assert.Equal(("image", "こんにちは 😀"), (content.Kind, content.Caption));
        Assert.Equal(new AttachmentReference($"upload:{upload.Id}", "image", "写真.png", "image/png", 12), Assert.Single(content.Files));
    }

    [Fact]
    public void Files_of_several_kinds_are_files()
    {
        var uploads = new[] { "image", "video" }.Select((kind, n) => new WebChatUpload(new Guid(n, 0, 0, new byte[8]), kind, null, null, null)).ToArray();

        var content = Assert.IsType<FileContent>(Assert.IsType<MessageReceived>(Assert.Single(Read(new WebChatMessage(_id, "v", null, null, uploads)))).Content);

        Assert.Equal("file", content.Kind);
        Assert.Equal(["image", "video"], content.Files.Select(f => f.Kind));
    }

    [Fact]
    public void Marks_say_up_to_where()
    {
        var marks = Read(new WebChatRead(_id, "v", _at, 12), new WebChatDelivered(_id, "v", null, 13)).Cast<ReceiptReceived>().ToArray();

        Assert.Equal([("read", 12), ("delivered", 13)], marks.Select(m => (m.State, m.UpTo!.Value)));
        Assert.All(marks, m => Assert.Null(m.MessageProviderId));
    }

    [Theory]
    [InlineData("""{"type":"read","id":"0198c0de-0000-7000-8000-0000000000bb","visitor":"v"}""")]
    [InlineData("""{"type":"read","id":"0198c0de-0000-7000-8000-0000000000bb","visitor":"v","upTo":-1}""")]
    [InlineData("""{"type":"read","id":"0198c0de-0000-7000-8000-0000000000bb","visitor":"v","upTo":4294967296}""")]
    [InlineData("""{"type":"message","id":"1","visitor":"v","text":"a"}""")]
    [InlineData("""{"type":"message","id":"0198c0de-0000-7000-8000-0000000000bb","text":"a"}""")]
    [InlineData("""{"type":"message","id":"0198c0de-0000-7000-8000-0000000000bb","visitor":"v","text":""}""")]
    [InlineData("""{"type":"message","id":"0198c0de-0000-7000-8000-0000000000bb","visitor":"v","uploads":[{"kind":"image"}]}""")]
    public void An_event_that_lacks_what_it_needs_is_unreadable(string e) =>
        Assert.IsType<UnreadableEvent>(Assert.Single(new WebChatAdapter().Read(_account, Encoding.UTF8.GetBytes($$"""{"events":[{{e}}]}"""))));

    [Fact]
    public void A_visitor_may_be_named_in_any_script() =>
        Assert.Equal("会員 佐藤", Assert.Single(Read(new WebChatMessage(_id, "会員 佐藤", null, "a"))).Sender);

    [Fact]
    public void One_id_in_two_spellings_is_one_id()
    {
        var upper = Encoding.UTF8.GetBytes($$"""{"events":[{"type":"message","id":"{{_id.ToString().ToUpperInvariant()}}","visitor":"v","text":"a"}]}""");

        Assert.Equal(_id.ToString(), Assert.Single(new WebChatAdapter().Read(_account, upper)).ProviderId);
    }

    [Fact]
    public async Task A_reply_is_accepted_under_its_own_id_each_time()
    {
        var message = new OutboundMessage(_id, "v", "hello", []);
        for (var number = 1; number < 3; number++)
        {
            var outcome = await new WebChatAdapter().SendAsync(_account, message, new SendAttempt(_id, null, number), TestContext.Current.CancellationToken);
            Assert.Equal(new SendOutcome.Accepted($"wc:{_id}"), outcome);
        }
    }

    private static IReadOnlyList<InboundEvent> Read(params WebChatEvent[] events) => new WebChatAdapter().Read(_account, WebChatEnvelope.Write(events));
}
