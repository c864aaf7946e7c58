using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Stored deliveries on their way to the worker, in the order they were stored, and how far the worker is behind.</summary>
internal sealed class InboundQueue(TimeProvider time)
{
    private static readonly TimeSpan MaxBacklog = TimeSpan.FromSeconds(5);

    private readonly Channel<StoredDelivery> channel = Channel.CreateUnbounded<StoredDelivery>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<long, bool> inHand = new();
    private long oldestAt;
    private int waiting;
    private int doubts;

    public ChannelReader<StoredDelivery> Reader => channel.Reader;

    /// <summary>Deliveries that are stored and not yet settled.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>How long the delivery now being worked on has waited. The answer to "accept more?" is measured in time, not in rows.</summary>
    public TimeSpan Backlog => Waiting == 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref oldestAt));

    public bool IsFull => Backlog > MaxBacklog;

    /// <summary>Grows when it is open whether a delivery was stored: the connection broke before the database had answered.</summary>
    public int Doubts => Volatile.Read(ref doubts);

    public void Doubt() => Interlocked.Increment(ref doubts);

    /// <summary>Whether the delivery is on its way here. If not, and this node is said to have it, nobody is working on it.</summary>
    public bool Has(long delivery) => inHand.ContainsKey(delivery);

    public void Add(StoredDelivery delivery)
    {
        inHand[delivery.Id] = true;
        if (Interlocked.Increment(ref waiting) == 1)
        {
            Volatile.Write(ref oldestAt, delivery.StoredAt);
        }

        channel.Writer.TryWrite(delivery);
    }

    public void Settled(StoredDelivery delivery)
    {
        inHand.TryRemove(delivery.Id, out _);
        Volatile.Write(ref oldestAt, delivery.StoredAt);
        Interlocked.Decrement(ref waiting);
    }
}
