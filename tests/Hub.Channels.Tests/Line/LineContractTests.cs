using System.Text.Json;

namespace Hub.Channels.Tests.Line;

public sealed class LineContractTests : ChannelAdapterContract
{
    protected override ChannelAccount Account => LineTestAccount.LongLived;

    protected override IChannelAdapter Offline => new ScriptedProvider().Adapter();

    protected override InboundRequest? Sign(byte[] body) => LineTestAccount.Request(body, LineTestAccount.Signature("testsecret", body));

    protected override string MessageId(int number) => $"{560_000_000_000_000_000 + number}";

    protected override byte[] Messages(params (string Id, string Sender, string Text)[] messages) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        destination = "U0123456789abcdef0123456789abcdef",
        events = messages.Select(m => new
        {
            type = "message",
            mode = "active",
            timestamp = 1767225600000,
            webhookEventId = "01JGFZ" + m.Id,
            deliveryContext = new { isRedelivery = false },
            source = new { type = "user", userId = m.Sender },
            replyToken = "token-" + m.Id,
            message = new { type = "text", id = m.Id, text = m.Text, quoteToken = "q" },
        }),
    });

    protected override byte[]? MiddleBroken => LineTestAccount.Payload("broken");

    protected override byte[]? UnknownEvent => Bytes(
        """{"events":[{"type":"teleport","timestamp":1,"mode":"active","webhookEventId":"01X","source":{"type":"user","userId":"Ua"},"teleport":{"to":"moon"}}]}""");

    protected override byte[] WithFile => Bytes(
        """{"events":[{"type":"message","webhookEventId":"01X","source":{"type":"user","userId":"Ua"},"message":{"type":"file","id":"5","fileName":"a.pdf","fileSize":7}}]}""");

    protected override byte[]? HighestReceipt => null;

    protected override IEnumerable<byte[]> Seeds =>
    [
        .. base.Seeds,
        .. new[] { "text", "sticker", "media", "location", "reachability", "unsend", "postback", "group", "other", "unknown" }.Select(LineTestAccount.Payload),
    ];

    protected override IChannelAdapter? WithProvider(ProviderMood mood, TimeProvider time, out Task hanging)
    {
        var provider = new ScriptedProvider();
        hanging = provider.Hanging;
        return (mood switch
        {
            ProviderMood.Accepts => provider.Answers(200, """{"sentMessages":[{"id":"461230966842064897","quoteToken":"q"}]}"""),
            ProviderMood.Refuses => provider.Answers(400, """{"message":"The request body has 1 error(s)","details":[]}"""),
            ProviderMood.Throttles => provider.Answers(429, """{"message":"The API rate limit has been exceeded. Try again later."}"""),
            ProviderMood.Hangs => provider.Hangs(),
            _ => throw new ArgumentOutOfRangeException(nameof(mood)),
        }).Adapter(time);
    }
}
