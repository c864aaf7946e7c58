namespace Hub.Simulator.Telegram;

/// <summary>What goes wrong on request. Counts say how many times; what is not asked for does not happen.</summary>
internal sealed record TelegramFaults
{
    public int LatencyMs { get; init; }

    /// <summary>Answer the next sends with this status and do nothing.</summary>
    public TelegramRefusal? Refuse { get; init; }
    public TelegramLimit? RateLimit { get; init; }

    /// <summary>Close the connection during the next sends: before anything happened, or after the message was made.</summary>
    public TelegramHangUp? HangUp { get; init; }

    /// <summary>Every update comes twice, in answers and at the webhook alike.</summary>
    public bool Twice { get; init; }

    public string? Problem() =>
        LatencyMs is < 0 or > 60_000 ? "latencyMs must be 0..60000"
        : Refuse is { Status: < 400 or > 599 } ? "refuse.status must be 400..599"
        : RateLimit is { RetryAfter: < 1 or > 3600 } ? "rateLimit.retryAfter must be 1..3600"
        : HangUp is { When: not ("before" or "after") } ? "hangUp.when must be before or after"
        : null;
}

internal sealed record TelegramRefusal(int Status = 500, string? Description = null, int Next = 1);

internal sealed record TelegramLimit(int RetryAfter = 1, int Next = 1);

internal sealed record TelegramHangUp(string When = "before", int Next = 1);

/// <summary>The faults of one bot, used up one by one.</summary>
internal sealed class TelegramFaultPlan
{
    private readonly Lock gate = new();

    public TelegramFaults Settings { get; private set; } = new();

    public void Replace(TelegramFaults settings)
    {
        lock (gate)
        {
            Settings = settings;
        }
    }

    /// <summary>What this send meets; at most one of each.</summary>
    public TelegramFaults Take()
    {
        lock (gate)
        {
            var now = Settings with
            {
                Refuse = Settings.Refuse is { Next: > 0 } ? Settings.Refuse : null,
                RateLimit = Settings.RateLimit is { Next: > 0 } ? Settings.RateLimit : null,
                HangUp = Settings.HangUp is { Next: > 0 } ? Settings.HangUp : null,
            };
            Settings = Settings with
            {
                Refuse = now.Refuse is { } refuse ? refuse with { Next = refuse.Next - 1 } : null,
                RateLimit = now.RateLimit is { } limit ? limit with { Next = limit.Next - 1 } : null,
                HangUp = now.HangUp is { } hangUp ? hangUp with { Next = hangUp.Next - 1 } : null,
            };
            return now;
        }
    }
}
