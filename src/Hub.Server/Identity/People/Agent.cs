namespace Hub.Server.Identity;

/// <summary>A person who works at the desk.</summary>
internal sealed class Agent
{
    public static IReadOnlyList<string> Languages { get; } = ["ja", "en"];

    public required Guid Id { get; init; }

    public required string Email { get; init; }

    public required string EmailKey { get; init; }

    public required string Name { get; set; }

    /// <summary>What customers call them where a brand wants no real names; null: nothing.</summary>
    public string? WorkName { get; set; }

    /// <summary>Null until an invitation was followed.</summary>
    public required string? PasswordHash { get; set; }

    /// <summary>Sealed; null without a second step.</summary>
    public byte[]? TotpSecret { get; init; }

    /// <summary>The role held everywhere; null when there are only <see cref="Grants"/>.</summary>
    public required Guid? RoleId { get; set; }

    public Role? Role { get; set; }

    public List<AgentGrant> Grants { get; init; } = [];

    /// <summary>Everything this person may do anywhere. Whoever lays hands on them must hold it all.</summary>
    public IEnumerable<string> AllPermissions => (Role?.Permissions ?? []).Concat(Grants.SelectMany(grant => grant.Role.Permissions));

    public bool Active { get; set; } = true;

    public required string Language { get; init; }

    public long AccessVersion { get; init; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public List<TeamMember> Memberships { get; init; } = [];

    /// <summary>What makes two spellings the same address.</summary>
    public static string KeyOf(string email) => email.Trim().Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();
}
