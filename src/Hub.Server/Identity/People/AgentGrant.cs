namespace Hub.Server.Identity;

/// <summary>A role for one team, one brand, or one team within one brand.</summary>
internal sealed class AgentGrant
{
    public required Guid Id { get; init; }

    public required Guid AgentId { get; init; }

    public required Guid RoleId { get; init; }

    public Role Role { get; init; } = null!;

    public Guid? TeamId { get; init; }

    public Guid? BrandId { get; init; }
}

/// <param name="Role">The key of the role.</param>
internal sealed record GrantView(string Role, Guid? TeamId, Guid? BrandId);
