using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>Who is signed in and what the desk may offer them.</summary>
internal sealed record Me(Guid Id, string Name, string Email, string Role, string[] Permissions, TeamView[] Teams, string Language, bool Demo);

/// <summary><c>GET /api/session</c>, and the answer of everything that changes the session.</summary>
internal sealed class MeReader(HubDbContext db, IdentitySettings settings)
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/session", HandleAsync).RequireSession().WithName("GetSession");

    private static async Task<Ok<Me>> HandleAsync(CurrentAgent agent, MeReader me, CancellationToken cancellationToken) =>
        TypedResults.Ok(await me.ReadAsync(agent.Id, cancellationToken));

    public Task<Me> ReadAsync(Guid agentId, CancellationToken cancellationToken)
    {
        var demo = settings.Demo;
        return db.Set<Agent>().AsNoTracking().AsSplitQuery().Where(agent => agent.Id == agentId)
            .Select(agent => new Me(
                agent.Id,
                agent.Name,
                agent.Email,
                agent.Role.Key,
                agent.Role.Permissions,
                agent.Memberships.OrderBy(membership => membership.Team.Name).Select(membership => new TeamView(membership.TeamId, membership.Team.Name)).ToArray(),
                agent.Language,
                demo))
            .SingleAsync(cancellationToken);
    }
}
