using Hub.Channels.WebChat;

namespace Hub.Channels.Tests.WebChat;

public sealed class WebChatContractTests : ChannelAdapterContract
{
    private const string Id = "0198c0de-0000-7000-8000-0000000000aa";

    protected override ChannelAccount Account { get; } = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000f3"), "web-shop", "webchat",
        new Dictionary<string, string>(), new Dictionary<string, string> { ["identitySecret"] = "identity-secret-value" });

    protected override IChannelAdapter Offline => new WebChatAdapter();

    protected override InboundRequest? Sign(byte[] body) => null;

    protected override string MessageId(int number) => $"0198c0de-0000-7000-8000-{number:d12}";

    protected override byte[] Messages(params (string Id, string Sender, string Text)[] messages) =>
        WebChatEnvelope.Write([.. messages.Select(m => new WebChatMessage(Guid.Parse(m.Id), m.Sender, null, m.Text))]);

    protected override byte[]? MiddleBroken => Bytes(
        $$"""{"events":[{"type":"message","id":"{{MessageId(1)}}","visitor":"v1","text":"前"},{"type":"message","id":"{{MessageId(2)}}","visitor":"v1"},{"type":"message","id":"{{MessageId(3)}}","visitor":"v1","text":"後"}]}""");

    protected override byte[]? UnknownEvent => Bytes($$"""{"events":[{"type":"waved","id":"{{Id}}","visitor":"v1"}]}""");

    protected override byte[] WithFile => WebChatEnvelope.Write(
        new WebChatMessage(Guid.Parse(Id), "v1", null, "see", [new WebChatUpload(Guid.Parse(MessageId(9)), "image", "写真.png", "image/png", 12)]));

    protected override byte[]? HighestReceipt => WebChatEnvelope.Write(new WebChatRead(Guid.Parse(Id), "v1", null, 17));

    protected override IChannelAdapter? WithProvider(ProviderMood mood, TimeProvider time, out Task hanging)
    {
        hanging = Task.CompletedTask;
        return null;
    }
}
