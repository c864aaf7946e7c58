using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>Which brands there are. Brands belong to another module, which answers.</summary>
internal interface IKnownBrands
{
    Task<bool> AllExistAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);
}

/// <summary>A role for a team, a brand or a team within a brand, as a request names it.</summary>
internal sealed record GrantInput(string? Role, Guid? TeamId, Guid? BrandId);

/// <summary>A role and where it counts; both ids null: everywhere.</summary>
internal sealed record WantedRole(Role Role, Guid? TeamId, Guid? BrandId);

/// <summary>Roles and teams that a request names.</summary>
internal static class PeopleInput
{
    private const int MaxGrants = 50;

    /// <returns>Null when there is none.</returns>
    public static string? WorkName(string? given, InputErrors errors) => string.IsNullOrWhiteSpace(given) ? null : errors.Text("workName", given, 100);

    /// <param name="required">No role at all is an error.</param>
    public static async Task<Role?> RoleAsync(HubDbContext db, string? key, bool required, InputErrors errors, CancellationToken cancellationToken)
    {
        if (key is null && !required)
        {
            return null;
        }

        var text = errors.Text("role", key, 50).Replace("\0", "", StringComparison.Ordinal);
        var role = await db.Set<Role>().SingleOrDefaultAsync(role => role.Key == text, cancellationToken);
        if (role is null)
        {
            errors.Add("role", "unknown");
        }

        return role;
    }

    public static async Task<Guid[]> TeamsAsync(HubDbContext db, Guid[]? teamIds, InputErrors errors, CancellationToken cancellationToken)
    {
        var wanted = (teamIds ?? []).Distinct().Order().ToArray();
        if (wanted.Length > 0 && await db.Set<Team>().CountAsync(team => wanted.Contains(team.Id), cancellationToken) != wanted.Length)
        {
            errors.Add("teamIds", "unknown");
        }

        return wanted;
    }

    public static async Task<IReadOnlyList<WantedRole>> GrantsAsync(HubDbContext db, IKnownBrands brands, GrantInput[]? grants, InputErrors errors, CancellationToken cancellationToken)
    {
        var given = (grants ?? []).Distinct().ToList();
        if (given.Count > MaxGrants)
        {
            errors.Add("grants", "too_many");
            return [];
        }

        if (given.Any(grant => grant.TeamId is null && grant.BrandId is null))
        {
            errors.Add("grants", "nowhere");
        }

        var keys = given.Select(grant => grant.Role?.Replace("\0", "", StringComparison.Ordinal) ?? "").Distinct().ToArray();
        var roles = given.Count == 0 ? [] : await db.Set<Role>().Where(role => keys.Contains(role.Key)).ToDictionaryAsync(role => role.Key, cancellationToken);
        var teams = given.Select(grant => grant.TeamId).OfType<Guid>().Distinct().ToArray();
        var brandIds = given.Select(grant => grant.BrandId).OfType<Guid>().Distinct().ToArray();
        if (!given.All(grant => grant.Role is not null && roles.ContainsKey(grant.Role))
            || (teams.Length > 0 && await db.Set<Team>().CountAsync(team => teams.Contains(team.Id), cancellationToken) != teams.Length)
            || (brandIds.Length > 0 && !await brands.AllExistAsync(brandIds, cancellationToken)))
        {
            errors.Add("grants", "unknown");
        }

        return [.. given.Where(grant => grant.Role is not null && roles.ContainsKey(grant.Role)).Select(grant => new WantedRole(roles[grant.Role!], grant.TeamId, grant.BrandId))];
    }
}
