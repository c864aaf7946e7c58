using System.Collections.Frozen;
using System.Text.Json;
using Hub.Server.Platform;

namespace Hub.Server.Identity;

/// <summary>What a person may do somewhere: everywhere, for one team, for one brand, or for one team within one brand.</summary>
/// <param name="TeamId">Null: not limited to a team.</param>
/// <param name="BrandId">Null: not limited to a brand.</param>
internal sealed record HeldRole(IReadOnlySet<string> Permissions, Guid? TeamId, Guid? BrandId)
{
    public bool Allows(string permission) => Permissions.Contains(permission);

    /// <summary>As the queries gather them, a JSON array or nothing.</summary>
    public static IReadOnlyList<HeldRole> FromJson(string? json) => json is null
        ? []
        : [.. JsonSerializer.Deserialize<Stored[]>(json, HubJson.Options)!.Select(role => new HeldRole(role.Permissions.ToFrozenSet(StringComparer.Ordinal), role.TeamId, role.BrandId))];

    private sealed record Stored(string[] Permissions, Guid? TeamId, Guid? BrandId);
}
