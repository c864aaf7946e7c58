namespace Hub.Server.Identity;

/// <summary>A link that lets a person set their password once: an invitation, or a reset.</summary>
internal sealed class AccessLink
{
    public const string Invite = "invite";
    public const string Reset = "reset";

    public required Guid Id { get; init; }

    public required Guid AgentId { get; init; }

    public Agent Agent { get; init; } = null!;

    public required string Kind { get; init; }

    public required byte[] TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public static TimeSpan Lifetime(string kind) => kind == Invite ? TimeSpan.FromHours(72) : TimeSpan.FromHours(1);
}
