namespace Hub.Server.Platform.Audit;

internal enum AuditActorKind : short { Agent = 0, Hub = 1, Nobody = 2 }

/// <summary>Who did it, by which session or token, from where.</summary>
internal sealed record AuditActor(AuditActorKind Kind, Guid? Id = null, Guid? SessionId = null, Guid? TokenId = null, string? Address = null)
{
    /// <summary>The hub by itself: a timer, a rule, a start.</summary>
    public static AuditActor Hub { get; } = new(AuditActorKind.Hub);

    /// <summary>Somebody who is not signed in.</summary>
    public static AuditActor Nobody(System.Net.IPAddress? address) => new(AuditActorKind.Nobody, Address: AddressOf(address));

    public static string? AddressOf(System.Net.IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString();
}

/// <summary>
/// One line of the audit log. It outlives what it speaks of, also an erased customer: it holds ids, codes, counts and names of fields, never a customer's
/// words, name or address, nor a secret.
/// </summary>
/// <param name="Action">A stable key such as <c>person.deactivated</c>: the thing, a dot, what happened to it in the past tense.</param>
internal sealed record AuditEntry(AuditActor Actor, string Action)
{
    /// <summary>What it happened to, with <see cref="TargetId"/>: <c>person</c>, <c>channel_account</c>, <c>file</c> ….</summary>
    public string? TargetKind { get; init; }

    public Guid? TargetId { get; init; }

    /// <summary>The customer whose data was touched; makes it part of "who saw this customer".</summary>
    public Guid? CustomerId { get; init; }

    public Guid? ConversationId { get; init; }

    /// <summary>Serialised as JSON: old and new of settings of the house (roles, flags), names of fields for what belongs to a customer.</summary>
    public object? Data { get; init; }
}
