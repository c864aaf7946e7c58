namespace Hub.Server.Identity;

internal sealed class Team
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public long AccessVersion { get; init; } = 1;
}

internal sealed class TeamMember
{
    public required Guid TeamId { get; init; }

    public required Guid AgentId { get; init; }

    public Team Team { get; init; } = null!;
}

internal sealed record TeamView(Guid Id, string Name);
