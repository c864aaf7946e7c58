namespace Hub.Simulator.State;

/// <summary>
/// Reply tokens: one use, 60 seconds from the webhook. A redelivered webhook gives its token another 60 seconds,
/// unless it was used or the event is older than 20 minutes (LINE's reference, "Send reply message").
/// </summary>
internal sealed class ReplyTokens
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(20);
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Queue<(string Token, DateTimeOffset At)> byAge = new();

    public string Issue(string userId, DateTimeOffset now)
    {
        while (byAge.TryPeek(out var oldest) && now - oldest.At > LongestLife + Life)
        {
            entries.Remove(byAge.Dequeue().Token);
        }
        var token = Ids.Token();
        entries[token] = new Entry(userId, now);
        byAge.Enqueue((token, now));
        return token;
    }

    /// <summary>Called when an attempt to send the token's webhook starts.</summary>
    public void Renew(string token, DateTimeOffset now)
    {
        if (entries.TryGetValue(token, out var entry) && now - entry.EventAt <= LongestLife)
        {
            entry.SentAt = now;
        }
    }

    /// <summary>The user a living token answers to; null for an unknown, used or expired one.</summary>
    public string? Find(string token, DateTimeOffset now) =>
        entries.TryGetValue(token, out var entry) && !entry.Used && now - entry.SentAt <= Life ? entry.UserId : null;

    public void Use(string token) => entries[token].Used = true;

    private sealed class Entry(string userId, DateTimeOffset at)
    {
        public string UserId { get; } = userId;
        public DateTimeOffset EventAt { get; } = at;
        public DateTimeOffset SentAt { get; set; } = at;
        public bool Used { get; set; }
    }
}
