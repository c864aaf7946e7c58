using Hub.Server.Platform.Outbox;

namespace Hub.Server.Customers;

internal static class CustomerFacts
{
    /// <summary>The record has changed. Lane: the customer.</summary>
    public const string ChangedType = "customer.changed";

    /// <summary>An identity has appeared, come back, or has a profile that is no longer fresh. Lane: the identity.</summary>
    public const string SeenType = "identity.seen";

    public static Fact Seen(Guid identityId) => Fact.Create(identityId, SeenType, new { });

    public static Fact Changed(Guid customerId) => Fact.Create(customerId, ChangedType, new { });
}
