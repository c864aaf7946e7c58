using System.Threading.Channels;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Stored deliveries on their way to the worker, in the order they were stored, and how far the worker is behind.</summary>
internal sealed class InboundQueue(TimeProvider time)
{
    private static readonly TimeSpan MaxBacklog = TimeSpan.FromSeconds(5);

    private readonly Channel<StoredDelivery> channel = Channel.CreateUnbounded<StoredDelivery>(new UnboundedChannelOptions { SingleReader = true });
    private long oldestAt;
    private int waiting;

    public ChannelReader<StoredDelivery> Reader => channel.Reader;

    /// <summary>Deliveries that are stored and not yet settled.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>How long the delivery now being worked on has waited. The answer to "accept more?" is measured in time, not in rows.</summary>
    public TimeSpan Backlog => Waiting == 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref oldestAt));

    public bool IsFull => Backlog > MaxBacklog;

    public void Add(StoredDelivery delivery)
    {
        if (Interlocked.Increment(ref waiting) == 1)
        {
            Volatile.Write(ref oldestAt, delivery.StoredAt);
        }

        channel.Writer.TryWrite(delivery);
    }

    public void Settled(StoredDelivery delivery)
    {
        Volatile.Write(ref oldestAt, delivery.StoredAt);
        Interlocked.Decrement(ref waiting);
    }
}
