using System.Text;
using Hub.Channels.Twilio;

namespace Hub.Channels.Tests.Twilio;

/// <summary>Accounts, payloads and signatures the Twilio tests share.</summary>
internal static class TwilioTestAccount
{
    internal const string ApiBase = "https://api.twilio.test";
    internal const string Sid = "AC00000000000000000000000000000001";
    internal const string Token = "test-auth-token";
    internal const string Number = "+815012345678";
    internal const string Customer = "+819000001234";
    internal const string Url = "https://hub.example/webhooks/twilio/sms-shop/messages";

    internal static ChannelAccount Account { get; } = With();

    internal static ChannelAccount With(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["accountSid"] = Sid, ["number"] = Number, ["apiBase"] = ApiBase + "/" };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new ChannelAccount(Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"), "sms-shop", "sms", all, new Dictionary<string, string> { ["authToken"] = Token });
    }

    internal static TwilioAdapter Adapter(this ScriptedProvider provider, TimeProvider? time = null, ScriptedProvider? external = null) =>
        new(provider.Client, time ?? TimeProvider.System, (external ?? new ScriptedProvider()).Client);

    internal static byte[] Payload(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", "Twilio", name.Contains('.', StringComparison.Ordinal) ? name : name + ".form"));

    internal static IReadOnlyList<InboundEvent> Read(string name, ChannelAccount? account = null) => new ScriptedProvider().Adapter().Read(account ?? Account, Payload(name));

    internal static InboundRequest Form(byte[] body, string? signature, string url = Url) => Request(body, signature, url, "application/x-www-form-urlencoded; charset=UTF-8");

    internal static InboundRequest Request(byte[] body, string? signature, string url, string? contentType)
    {
        var headers = new Dictionary<string, string>();
        if (signature is not null)
        {
            headers["x-twilio-signature"] = signature;
        }

        if (contentType is not null)
        {
            headers["content-type"] = contentType;
        }

        return new InboundRequest(headers, url, body);
    }

    /// <summary>As the provider signs it.</summary>
    internal static InboundRequest Signed(byte[] body, string url = Url, string token = Token) => Form(body, TwilioSignature.Of(token, url, TwilioSignature.Parameters(body)), url);

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
