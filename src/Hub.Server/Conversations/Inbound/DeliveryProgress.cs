namespace Hub.Server.Conversations.Inbound;

/// <summary>Counts the events of one delivery until all are settled; then the delivery is.</summary>
internal sealed class DeliveryProgress(StoredDelivery delivery, int events)
{
    private int open = events;

    public StoredDelivery Delivery { get; } = delivery;

    /// <summary>Numbers that were masked in its messages, as they stand in the body. Filled before the first event is handed on.</summary>
    public HashSet<string> Masked { get; } = new(StringComparer.Ordinal);

    /// <summary>True for the caller that settles the last event.</summary>
    public bool SettleOne() => Interlocked.Decrement(ref open) == 0;
}
