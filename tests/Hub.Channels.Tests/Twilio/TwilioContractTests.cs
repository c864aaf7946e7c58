using System.Security.Cryptography;
using System.Text.Json;
using Hub.Channels.Twilio;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

/// <summary>A webhook of Twilio's tells one thing; what comes in numbers is a page of its message list.</summary>
public sealed class TwilioContractTests : ChannelAdapterContract
{
    protected override ChannelAccount Account => TwilioTestAccount.Account;

    protected override IChannelAdapter Offline => new ScriptedProvider().Adapter();

    protected override InboundRequest? Sign(byte[] body)
    {
        var url = Url + "?bodySHA256=" + Convert.ToHexStringLower(SHA256.HashData(body));
        return Request(body, TwilioSignature.Of(Token, url, ""), url, "application/json");
    }

    protected override string MessageId(int number) => $"SM{number:x32}";

    protected override byte[] Messages(params (string Id, string Sender, string Text)[] messages) => List(messages.Select(m => Message(m.Id, m.Sender, m.Text)));

    protected override byte[] MiddleBroken => List([Message(MessageId(1), Customer, "one"), Message("no sid", Customer, "two"), Message(MessageId(3), Customer, "three")]);

    protected override byte[] UnknownEvent => Payload("status-new");

    protected override byte[] WithFile => Payload("mms-one");

    protected override byte[]? HighestReceipt => Payload("status-delivered");

    protected override IEnumerable<byte[]> Seeds =>
    [
        .. base.Seeds, Payload("list.json"),
        .. new[] { "text", "empty", "mms", "stop", "stop-ja", "service", "status-sent", "status-undelivered", "call" }.Select(Payload),
    ];

    protected override IChannelAdapter? WithProvider(ProviderMood mood, TimeProvider time, out Task hanging)
    {
        var provider = new ScriptedProvider();
        hanging = provider.Hanging;
        return (mood switch
        {
            ProviderMood.Accepts => provider.Answers(201, """{"sid":"SM00000000000000000000000000000201","status":"queued"}"""),
            ProviderMood.Refuses => provider.Answers(400, """{"code":21211,"message":"The 'To' number is not a valid phone number.","status":400}"""),
            ProviderMood.Throttles => provider.Answers(429, """{"code":20429,"message":"Too Many Requests","status":429}"""),
            ProviderMood.Hangs => provider.Hangs(),
            _ => throw new ArgumentOutOfRangeException(nameof(mood)),
        }).Adapter(time);
    }

    private static object Message(string sid, string from, string text) =>
        new { sid, from, to = Number, body = text, direction = "inbound", status = "received", num_media = "0", date_sent = "Wed, 01 Jul 2026 03:00:01 +0000" };

    private static byte[] List(IEnumerable<object> messages) => JsonSerializer.SerializeToUtf8Bytes(new { messages });
}
