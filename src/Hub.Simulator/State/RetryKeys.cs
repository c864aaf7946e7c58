using System.Text.Json.Nodes;

namespace Hub.Simulator.State;

/// <summary>Retry keys whose request was accepted, kept for 24 hours.</summary>
internal sealed class RetryKeys
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);
    private readonly Dictionary<string, Accepted> accepted = [];
    private readonly Queue<string> byAge = new();

    public Accepted? Find(string key, DateTimeOffset now) =>
        accepted.TryGetValue(key, out var known) && now - known.At <= Life ? known : null;

    public void Remember(string key, Accepted request)
    {
        while (byAge.TryPeek(out var oldest) && request.At - accepted[oldest].At > Life)
        {
            accepted.Remove(byAge.Dequeue());
        }
        if (accepted.TryAdd(key, request))
        {
            byAge.Enqueue(key);
        }
    }

    public IEnumerable<KeyValuePair<string, Accepted>> All => accepted;

    internal sealed record Accepted(string RequestId, DateTimeOffset At, JsonArray SentMessages);
}
