using Hub.Server.Platform.Outbox;

namespace Hub.Server.Customers;

internal static class CustomerFacts
{
    /// <summary>The record has changed. Lane: the customer.</summary>
    public const string ChangedType = "customer.changed";

    /// <summary>An identity has appeared, come back, or has a profile that is no longer fresh. Lane: the identity.</summary>
    public const string SeenType = "identity.seen";

    /// <summary>A provider has proven which member of the firm an identity is. Lane: the identity.</summary>
    public const string MemberLinkedType = "identity.member_linked";

    /// <summary>It no longer counts as that member's. Lane: the identity.</summary>
    public const string MemberUnlinkedType = "identity.member_unlinked";

    internal sealed record MemberLinkData(Guid CustomerId, Guid LinkId);

    public static Fact MemberLinked(Guid identityId, Guid customerId, Guid linkId) => Fact.Create(identityId, MemberLinkedType, new MemberLinkData(customerId, linkId));

    public static Fact MemberUnlinked(Guid identityId, Guid customerId, Guid linkId) => Fact.Create(identityId, MemberUnlinkedType, new MemberLinkData(customerId, linkId));

    public static Fact Seen(Guid identityId) => Fact.Create(identityId, SeenType, new { });

    public static Fact Changed(Guid customerId) => Fact.Create(customerId, ChangedType, new { });
}
