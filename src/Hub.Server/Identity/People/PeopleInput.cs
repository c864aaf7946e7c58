using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>Roles and teams that a request names.</summary>
internal static class PeopleInput
{
    public static async Task<Role?> RoleAsync(HubDbContext db, string? key, InputErrors errors, CancellationToken cancellationToken)
    {
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
}
