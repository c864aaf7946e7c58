using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>
/// Long polling (getUpdates). Asking from a number on confirms what lies before it. Once an empty answer has confirmed it the number is forgotten: after a quiet week
/// Telegram goes on with any other, also with a smaller one.
/// </summary>
internal sealed class TelegramPolling(TelegramApi api)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _limit = _wait + TimeSpan.FromSeconds(10);

    /// <summary>What Telegram is asked for; everything else it keeps to itself.</summary>
    internal static readonly string[] Kinds = ["message", "edited_message", "callback_query", "my_chat_member"];

    internal async Task<PollOutcome> PollAsync(ChannelAccount account, string? position, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, object> { ["limit"] = AtOnce, ["timeout"] = (int)_wait.TotalSeconds, ["allowed_updates"] = Kinds };
        var bot = Bot(account);
        if (position?.StartsWith(bot, StringComparison.Ordinal) == true && long.TryParse(position.AsSpan(bot.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset))
        {
            asked["offset"] = offset;
        }

        var answer = await api.CallAsync(account, "getUpdates", asked, _limit, cancellationToken);
        if (!answer.Succeeded)
        {
            return answer is { Configured: true, Fault: CallFault.None, Status: HttpStatusCode.Conflict } ? Conflict(answer)
                : TelegramApi.Code(answer) is var code && code is "not_configured" or "unauthorized" ? new PollOutcome(null, null, code, NeedsAPerson: true)
                : new PollOutcome(null, null, code, answer.RetryAfter);
        }

        return answer.Read(static root => root.Child("result", JsonValueKind.Array) is { } updates ? Seen(updates) : null) switch
        {
            null => new PollOutcome(null, null, "bad_answer"),
            { Count: 0 } => new PollOutcome(null, null),
            { Highest: { } highest } => new PollOutcome(answer.Body, bot + TelegramContent.Text(highest + 1)),
            // Without a number nothing could be confirmed, and the same would come for ever.
            _ => new PollOutcome(null, null, "bad_answer"),
        };
    }

    /// <summary>The number of another bot would confirm what nobody has read.</summary>
    private static string Bot(ChannelAccount account) => (account.Secret("botToken")?.Trim() ?? "").Split(':')[0] + ":";

    private static Page Seen(JsonElement updates)
    {
        var ids = updates.EnumerateArray().Select(update => update.Whole("update_id")).OfType<long>().ToList();
        return new Page(updates.GetArrayLength(), ids.Count > 0 ? ids.Max() : null);
    }

    /// <summary>A webhook is set, or somebody else asks with the same token.</summary>
    private static PollOutcome Conflict(TelegramAnswer answer) =>
        answer.Description?.Contains("webhook is active", StringComparison.OrdinalIgnoreCase) == true
            ? new PollOutcome(null, null, "webhook_set", NeedsAPerson: true)
            : new PollOutcome(null, null, "polled_elsewhere");

    private sealed record Page(int Count, long? Highest);
}
