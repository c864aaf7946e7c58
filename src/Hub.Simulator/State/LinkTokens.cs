namespace Hub.Simulator.State;

/// <summary>Link tokens: one use, ten minutes (LINE's "User account linking"). They do not survive a restart.</summary>
internal sealed class LinkTokens
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, Entry> entries = [];

    public string Issue(string userId, DateTimeOffset now)
    {
        foreach (var old in entries.Where(pair => now - pair.Value.At > Life * 6).Select(pair => pair.Key).ToArray())
        {
            entries.Remove(old);
        }
        var token = Ids.Token();
        entries[token] = new Entry(userId, now);
        return token;
    }

    /// <returns>Whose it is and how it stands: good, expired, used; null when nobody ever got it.</returns>
    public (string UserId, string State)? Look(string token, DateTimeOffset now) =>
        entries.TryGetValue(token, out var entry) ? (entry.UserId, entry.Used ? "used" : now - entry.At > Life ? "expired" : "good") : null;

    public void Use(string token) => entries[token] = entries[token] with { Used = true };

    private sealed record Entry(string UserId, DateTimeOffset At, bool Used = false);
}
