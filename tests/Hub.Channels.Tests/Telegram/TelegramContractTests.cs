using System.Globalization;
using System.Text.Json;

namespace Hub.Channels.Tests.Telegram;

/// <summary>A webhook of Telegram's tells one thing; what comes in numbers is a page of getUpdates.</summary>
public sealed class TelegramContractTests : ChannelAdapterContract
{
    protected override ChannelAccount Account => TelegramTestAccount.Account;

    protected override IChannelAdapter Offline => new ScriptedProvider().Adapter();

    /// <summary>Telegram repeats a secret and signs nothing.</summary>
    protected override bool SignsTheBody => false;

    protected override InboundRequest? Sign(byte[] body) => TelegramTestAccount.Request(body, TelegramTestAccount.Derived());

    protected override string MessageId(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected override string? ProviderIdOf(string messageId) => $"{TelegramTestAccount.Chat}/{messageId}";

    protected override string Sender(int number) => TelegramTestAccount.Chat;

    protected override string Recipient => TelegramTestAccount.Chat;

    protected override byte[] Messages(params (string Id, string Sender, string Text)[] messages) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        ok = true,
        result = messages.Select((message, index) => new
        {
            update_id = 900_000_000 + index,
            message = new { message_id = long.Parse(message.Id, CultureInfo.InvariantCulture), date = 1_782_874_800, chat = new { id = Chat(message.Sender), type = "private", first_name = "Anna" }, text = message.Text },
        }),
    });

    protected override byte[]? MiddleBroken => TelegramTestAccount.Payload("broken");

    protected override byte[]? UnknownEvent => TelegramTestAccount.Payload("unknown_update");

    protected override byte[] WithFile => TelegramTestAccount.Payload("document");

    protected override byte[]? HighestReceipt => null;

    protected override IEnumerable<byte[]> Seeds =>
    [
        .. base.Seeds,
        .. new[] { "text", "entities", "photo", "sticker", "venue", "contact", "edited", "press", "press_numbered", "blocked", "group", "reply", "unknown_message", "page" }.Select(TelegramTestAccount.Payload),
    ];

    protected override IChannelAdapter? WithProvider(ProviderMood mood, TimeProvider time, out Task hanging)
    {
        var provider = new ScriptedProvider();
        hanging = provider.Hanging;
        return (mood switch
        {
            ProviderMood.Accepts => provider.Answers(200, """{"ok":true,"result":{"message_id":77,"chat":{"id":700000101,"type":"private"},"date":1}}"""),
            ProviderMood.Refuses => provider.Answers(400, """{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"""),
            ProviderMood.Throttles => provider.Answers(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}"""),
            ProviderMood.Hangs => provider.Hangs(),
            _ => throw new ArgumentOutOfRangeException(nameof(mood)),
        }).Adapter(time);
    }

    private static long Chat(string sender) => long.TryParse(sender, out var id) ? id : 1;
}
