namespace Hub.Simulator.Faults;

/// <summary>Decides, call by call, which fault strikes. Counters run down and are visible in <see cref="Settings"/>.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> polls = [];
    private FaultSettings settings = new();
    private Random random = new(1);

    public FaultSettings Settings
    {
        get { lock (gate) { return settings; } }
    }

    public void Replace(FaultSettings next)
    {
        lock (gate)
        {
            settings = next;
            random = new Random(next.Seed);
            polls.Clear();
        }
    }

    public FaultDecision Decide(string group)
    {
        lock (gate)
        {
            var latency = TimeSpan.FromMilliseconds(settings.LatencyMs);
            if (settings.HangUp is { Next: > 0 } hangUp && Hits(hangUp.On, group))
            {
                settings = settings with { HangUp = hangUp with { Next = hangUp.Next - 1 } };
                return new FaultDecision(latency, HangUp: hangUp.When);
            }
            if (settings.RateLimit429 is { Next: > 0 } limit && Hits(limit.On, group))
            {
                settings = settings with { RateLimit429 = limit with { Next = limit.Next - 1 } };
                return new FaultDecision(latency, RateLimit: limit.Kind);
            }
            return new FaultDecision(latency, Refuse: Refuses(group));
        }
    }

    /// <summary>True while this message's bytes are still "being prepared"; each call counts as one poll.</summary>
    public bool StillPreparing(string messageId)
    {
        lock (gate)
        {
            var seen = polls.GetValueOrDefault(messageId);
            polls[messageId] = seen + 1;
            return seen < settings.ContentPreparing;
        }
    }

    public void Shuffle<T>(T[] items)
    {
        lock (gate)
        {
            random.Shuffle(items);
        }
    }

    private int? Refuses(string group)
    {
        if (settings.Refuse is not { } refuse || !Hits(refuse.On, group))
        {
            return null;
        }
        if (refuse.Next is { } next)
        {
            if (next <= 0)
            {
                return null;
            }
            settings = settings with { Refuse = refuse with { Next = next - 1 } };
            return refuse.Status;
        }
        return random.NextDouble() < refuse.Share ? refuse.Status : null;
    }

    private static bool Hits(string on, string group) => on == "all" || on == group;
}

internal sealed record FaultDecision(TimeSpan Latency, string? HangUp = null, string? RateLimit = null, int? Refuse = null);
