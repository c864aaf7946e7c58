using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <param name="Key">What requests name it by.</param>
/// <param name="Preset">Comes with the product and cannot be changed; the desk knows its name in each language.</param>
/// <param name="People">How many hold it, anywhere.</param>
internal sealed record RoleView(string Key, string Name, bool Preset, string[] Permissions, bool RequireSecondStep, int People);

/// <summary><c>GET /api/roles</c>.</summary>
internal static class ListRoles
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/roles", HandleAsync).RequireSignedIn().WithName("ListRoles");

    private static async Task<Ok<Response>> HandleAsync(HubDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Response(await ViewsOf(db, db.Set<Role>()).ToListAsync(cancellationToken), Permissions.All, [.. Permissions.OfOneConversation]));

    public static IQueryable<RoleView> ViewsOf(HubDbContext db, IQueryable<Role> roles) => roles.AsNoTracking().OrderByDescending(role => role.Preset).ThenBy(role => role.Name)
        .Select(role => new RoleView(
            role.Key, role.Name, role.Preset, role.Permissions, role.RequireCode,
            db.Set<Agent>().Count(agent => agent.Active && (agent.RoleId == role.Id || agent.Grants.Any(grant => grant.RoleId == role.Id)))));

    /// <param name="Permissions">All there are.</param>
    /// <param name="Scoped">Those that count when a role is held for a team or brand only.</param>
    internal sealed record Response(IReadOnlyList<RoleView> Items, IReadOnlyList<string> Permissions, IReadOnlyList<string> Scoped);
}
