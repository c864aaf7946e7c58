using Hub.Server.Platform.Outbox;

namespace Hub.Server.Customers;

internal static class CustomerFacts
{
    /// <summary>The record has changed. Lane: the customer.</summary>
    public const string ChangedType = "customer.changed";

    public static Fact Changed(Guid customerId) => Fact.Create(customerId, ChangedType, new { });
}
