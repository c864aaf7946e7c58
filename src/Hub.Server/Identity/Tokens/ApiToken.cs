namespace Hub.Server.Identity;

/// <summary>A personal token: a program acts as this person with it.</summary>
internal sealed class ApiToken
{
    public required Guid Id { get; init; }

    public required Guid AgentId { get; init; }

    public required string Name { get; init; }

    public required byte[] TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
