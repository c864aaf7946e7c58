namespace Hub.Server.Identity;

/// <summary>A browser that is signed in.</summary>
internal sealed class Session
{
    public required Guid Id { get; init; }

    public required byte[] TokenHash { get; init; }

    public required Guid AgentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? Address { get; init; }

    public string? Browser { get; init; }
}
