using Npgsql;

namespace Hub.Server.Conversations.Inbound;

internal static class DeliveryWrites
{
    /// <summary>Marks deliveries whose every event has been settled. A crash before this only makes the worker look at them again.</summary>
    public static NpgsqlBatchCommand Settle(IReadOnlyList<long> ids) => new("DELETE FROM conversations.open_delivery WHERE id = ANY($1)")
    {
        Parameters = { new() { Value = ids.ToArray() } },
    };
}
