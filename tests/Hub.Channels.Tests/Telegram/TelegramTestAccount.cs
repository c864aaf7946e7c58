using System.Security.Cryptography;
using System.Text;
using Hub.Channels.Telegram;

namespace Hub.Channels.Tests.Telegram;

/// <summary>Accounts and payloads the Telegram tests share.</summary>
internal static class TelegramTestAccount
{
    internal const string ApiBase = "https://telegram.test";
    internal const string Token = "1000000003:test-bot_token";
    internal const string Chat = "700000101";

    internal static ChannelAccount Account { get; } = With();

    internal static ChannelAccount With(params (string Name, string Value)[] settings) => new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"), "telegram-shop", "telegram",
        settings.Append(("apiBase", ApiBase + "/")).ToDictionary(pair => pair.Item1, pair => pair.Item2), new Dictionary<string, string> { ["botToken"] = Token });

    internal static TelegramAdapter Adapter(this ScriptedProvider provider, TimeProvider? time = null) => new(provider.Client, time ?? TimeProvider.System);

    internal static byte[] Payload(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", "Telegram", name + ".json"));

    internal static IReadOnlyList<InboundEvent> Read(string name) => new ScriptedProvider().Adapter().Read(Account, Payload(name));

    internal static InboundEvent One(string name) => Read(name).Single();

    internal static MessageContent Content(string name) => ((MessageReceived)One(name)).Content;

    /// <summary>What Telegram is told to repeat when the account has no secret of its own.</summary>
    internal static string Derived(string token = Token) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "telegram webhook"u8));

    internal static InboundRequest Request(byte[] body, string? secret, string header = "X-Telegram-Bot-Api-Secret-Token") => new(
        secret is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [header] = secret }, "https://hub.example/webhooks/telegram/telegram-shop", body);
}
