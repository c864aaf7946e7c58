using System.Security.Cryptography;
using System.Text;
using Hub.Channels.Line;

namespace Hub.Channels.Tests.Line;

/// <summary>Accounts, payloads and signatures the LINE tests share.</summary>
internal static class LineTestAccount
{
    internal const string ApiBase = "https://line.test";
    internal const string DataBase = "https://line-data.test";
    internal const string User = "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// <summary>With a long-lived token, so that a call is one request.</summary>
    internal static ChannelAccount LongLived { get; } = Account("line-shop", "0198c0de-0000-7000-8000-0000000000f1", ("channelSecret", "testsecret"), ("accessToken", "long-lived-token"));

    /// <summary>Buys stateless tokens.</summary>
    internal static ChannelAccount Stateless { get; } = Account("line-shop", "0198c0de-0000-7000-8000-0000000000f2", ("channelSecret", "testsecret"));

    internal static ChannelAccount Account(string key, string id, params (string Name, string Value)[] secrets) => new(
        Guid.Parse(id), key, "line",
        new Dictionary<string, string> { ["apiBase"] = ApiBase + "/", ["dataBase"] = DataBase, ["channelId"] = "1000000001" },
        secrets.ToDictionary(s => s.Name, s => s.Value));

    internal static LineAdapter Adapter(this ScriptedProvider provider, TimeProvider? time = null, ScriptedProvider? external = null) =>
        new(provider.Client, time ?? TimeProvider.System, (external ?? new ScriptedProvider()).Client);

    internal static byte[] Payload(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", "Line", name + ".json"));

    internal static IReadOnlyList<InboundEvent> Read(string name) => new ScriptedProvider().Adapter().Read(LongLived, Payload(name));

    internal static string Signature(string secret, byte[] body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    internal static InboundRequest Request(byte[] body, string? signature, string header = "x-line-signature") => new(
        signature is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [header] = signature }, "https://hub.example/webhooks/line/line-shop", body);
}
