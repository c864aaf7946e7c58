namespace Hub.Simulator.Twilio;

/// <summary>What goes wrong on request. Counts say how many times; what is not asked for does not happen.</summary>
internal sealed record SmsFaults
{
    public int LatencyMs { get; init; }

    /// <summary>Answer the next sends with this status and do nothing.</summary>
    public SmsRefusal? Refuse { get; init; }

    /// <summary>Refuse the next sends with one of Twilio's error codes.</summary>
    public SmsError? Error { get; init; }
    public SmsLimit? RateLimit { get; init; }

    /// <summary>Close the connection during the next sends: before anything happened, or after the message was made.</summary>
    public SmsHangUp? HangUp { get; init; }

    /// <summary>The next sends are made but get no answer for so long.</summary>
    public SmsHang? Hang { get; init; }

    /// <summary>The next incoming messages are never told to the hub.</summary>
    public int LoseWebhooks { get; init; }

    /// <summary>So many copies of each webhook at the same time.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Tell the states of a message in the wrong order.</summary>
    public bool ReverseStatus { get; init; }

    /// <summary>Tell no states at all.</summary>
    public bool NoStatus { get; init; }

    public string? Problem() =>
        LatencyMs is < 0 or > 60_000 ? "latencyMs must be 0..60000"
        : Refuse is { Status: < 400 or > 599 } ? "refuse.status must be 400..599"
        : RateLimit is { RetryAfter: < 0 or > 3600 } ? "rateLimit.retryAfter must be 0..3600"
        : HangUp is { When: not ("before" or "after") } ? "hangUp.when must be before or after"
        : Hang is { Ms: < 0 or > 600_000 } ? "hang.ms must be 0..600000"
        : Copies is < 1 or > 20 ? "copies must be 1..20"
        : LoseWebhooks is < 0 or > 1000 ? "loseWebhooks must be 0..1000"
        : null;
}

internal sealed record SmsRefusal(int Status = 500, int Next = 1);

internal sealed record SmsError(int Code, int Next = 1);

internal sealed record SmsLimit(int? RetryAfter = null, int Next = 1);

internal sealed record SmsHangUp(string When = "before", int Next = 1);

internal sealed record SmsHang(int Ms = 15_000, int Next = 1);

/// <summary>The faults of one account, used up one by one.</summary>
internal sealed class SmsFaultPlan
{
    private readonly Lock gate = new();

    public SmsFaults Settings { get; private set; } = new();

    public void Replace(SmsFaults settings)
    {
        lock (gate)
        {
            Settings = settings;
        }
    }

    /// <summary>What this send meets; at most one of each.</summary>
    public SmsFaults Take()
    {
        lock (gate)
        {
            var now = Settings with
            {
                Refuse = Settings.Refuse is { Next: > 0 } ? Settings.Refuse : null,
                Error = Settings.Error is { Next: > 0 } ? Settings.Error : null,
                RateLimit = Settings.RateLimit is { Next: > 0 } ? Settings.RateLimit : null,
                HangUp = Settings.HangUp is { Next: > 0 } ? Settings.HangUp : null,
                Hang = Settings.Hang is { Next: > 0 } ? Settings.Hang : null,
            };
            Settings = Settings with
            {
                Refuse = now.Refuse is { } refuse ? refuse with { Next = refuse.Next - 1 } : null,
                Error = now.Error is { } error ? error with { Next = error.Next - 1 } : null,
                RateLimit = now.RateLimit is { } limit ? limit with { Next = limit.Next - 1 } : null,
                HangUp = now.HangUp is { } hangUp ? hangUp with { Next = hangUp.Next - 1 } : null,
                Hang = now.Hang is { } hang ? hang with { Next = hang.Next - 1 } : null,
            };
            return now;
        }
    }

    public bool LosesWebhook()
    {
        lock (gate)
        {
            if (Settings.LoseWebhooks == 0)
            {
                return false;
            }
            Settings = Settings with { LoseWebhooks = Settings.LoseWebhooks - 1 };
            return true;
        }
    }
}
