using Hub.Simulator.Faults;

namespace Hub.Simulator.State;

/// <summary>One LINE Official Account with everything it remembers. Everything mutable is read and written under <see cref="Gate"/>.</summary>
internal sealed class LineAccount
{
    public required string Key { get; init; }
    public required string Name { get; set; }
    public required string ChannelId { get; init; }
    public required string ChannelSecret { get; init; }
    public required string BotUserId { get; init; }

    /// <summary>The long-lived channel access token, accepted beside the stateless ones.</summary>
    public required string AccessToken { get; init; }
    public required string WebhookUrl { get; set; }
    public bool WebhookActive { get; set; } = true;
    public DeliverySettings Delivery { get; set; } = new();

    /// <summary>Messages a month; null means no limit.</summary>
    public long? Quota { get; set; } = 200;
    public Dictionary<string, long> UsageByMonth { get; } = [];

    public Lock Gate { get; } = new();
    public Dictionary<string, LineUser> Users { get; } = [];
    public Dictionary<string, ThreadMessage> Messages { get; } = [];
    public ReplyTokens ReplyTokens { get; } = new();
    public LinkTokens LinkTokens { get; } = new();
    public RetryKeys RetryKeys { get; } = new();
    public Ledger Ledger { get; } = new();
    public FaultPlan Faults { get; } = new();

    /// <summary>A person who has not blocked the account, or a group or room it is in.</summary>
    public LineUser? Friend(string userId) => Users.TryGetValue(userId, out var user) && !user.Blocked ? user : null;

    public bool Refuses(string userId) => Users.TryGetValue(userId, out var user) && user is { Blocked: true, Refuses: true };

    // LINE counts by the Japanese calendar month.
    public static string Month(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(9)).ToString("yyyyMM");

    public long Usage(DateTimeOffset at) => UsageByMonth.GetValueOrDefault(Month(at));

    public void AddUsage(DateTimeOffset at, long count) => UsageByMonth[Month(at)] = Usage(at) + count;
}

/// <summary>How webhooks leave.</summary>
/// <param name="Redelivery">Send again after anything but 2xx, as an account does that has redelivery switched on.</param>
/// <param name="OneInFlight">One webhook in flight per sender; the next waits until this one is settled, so a sender's order is the order of acknowledgement.</param>
/// <param name="TimeoutMs">How long one attempt may take.</param>
/// <param name="MaxAttempts">After so many attempts the webhook is given up.</param>
/// <param name="RetryBaseMs">Pause before the second attempt; doubles up to <paramref name="RetryMaxMs"/>.</param>
/// <param name="RetryMaxMs">Longest pause.</param>
internal sealed record DeliverySettings(
    bool Redelivery = true, bool OneInFlight = true, int TimeoutMs = 10_000, int MaxAttempts = 60, int RetryBaseMs = 500, int RetryMaxMs = 10_000)
{
    public string? Problem() =>
        TimeoutMs is < 50 or > 120_000 ? "timeoutMs must be 50..120000"
        : MaxAttempts is < 1 or > 1000 ? "maxAttempts must be 1..1000"
        : RetryBaseMs is < 1 or > 60_000 ? "retryBaseMs must be 1..60000"
        : RetryMaxMs < RetryBaseMs ? "retryMaxMs must not be under retryBaseMs"
        : null;

    public TimeSpan Pause(int attemptsSoFar) =>
        TimeSpan.FromMilliseconds(Math.Min(RetryMaxMs, RetryBaseMs * Math.Pow(2, Math.Min(attemptsSoFar - 1, 20))));
}
