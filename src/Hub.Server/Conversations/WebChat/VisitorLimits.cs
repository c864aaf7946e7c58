using System.Threading.RateLimiting;

namespace Hub.Server.Conversations.WebChat;

/// <summary>What one visitor, or one address opening new sessions, may do in a short time. Generous for people, too little for a script.</summary>
internal sealed class VisitorLimits : IDisposable
{
    /// <summary>New visitors per address: 30 at once, then one every two seconds.</summary>
    public PartitionedRateLimiter<string> Sessions { get; } = Bucket(30, TimeSpan.FromSeconds(2));

    /// <summary>Messages per visitor: 20 at once, then one a second.</summary>
    public PartitionedRateLimiter<string> Messages { get; } = Bucket(20, TimeSpan.FromSeconds(1));

    /// <summary>Files per visitor: 10 at once, then one every five seconds.</summary>
    public PartitionedRateLimiter<string> Uploads { get; } = Bucket(10, TimeSpan.FromSeconds(5));

    /// <summary>Everything else a visitor asks for or reports: 60 at once, then five a second.</summary>
    public PartitionedRateLimiter<string> Calls { get; } = Bucket(60, TimeSpan.FromMilliseconds(200));

    /// <summary>Messages left while nobody answers, by visitor: 3 at once, then one a minute.</summary>
    public PartitionedRateLimiter<string> Forms { get; } = Bucket(3, TimeSpan.FromMinutes(1));

    /// <summary>The same by address of the network, which many may share: 20 at once, then two a minute.</summary>
    public PartitionedRateLimiter<string> Networks { get; } = Bucket(20, TimeSpan.FromSeconds(30));

    /// <summary>The same by the e-mail address that was given, which may be somebody else's: 3 at once, then one in twenty minutes.</summary>
    public PartitionedRateLimiter<string> Addresses { get; } = Bucket(3, TimeSpan.FromMinutes(20));

    /// <summary>Letters that strangers can make a site send, all together: 60 at once, then three a minute.</summary>
    public PartitionedRateLimiter<string> Letters { get; } = Bucket(60, TimeSpan.FromSeconds(20));

    /// <summary>An address without the tag behind a plus, which many providers give everybody any number of.</summary>
    public static string Mailbox(string address) =>
        address.LastIndexOf('@') is var at and > 0 && address.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 && plus < at ? address[..plus] + address[at..] : address;

    public void Dispose()
    {
        Letters.Dispose();
        Forms.Dispose();
        Networks.Dispose();
        Addresses.Dispose();
        Calls.Dispose();
        Sessions.Dispose();
        Messages.Dispose();
        Uploads.Dispose();
    }

    private static PartitionedRateLimiter<string> Bucket(int burst, TimeSpan perToken) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions { TokenLimit = burst, TokensPerPeriod = 1, ReplenishmentPeriod = perToken, QueueLimit = 0 }));
}
