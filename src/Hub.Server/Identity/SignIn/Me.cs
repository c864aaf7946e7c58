using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>Who is signed in and what the desk may offer them.</summary>
/// <param name="Role">The role held everywhere, or null.</param>
/// <param name="SecondStep">Signs in with a second step.</param>
/// <param name="MustSetUpSecondStep">A role asks for one; nothing else works until there is one.</param>
/// <param name="IdleMinutes">The desk signs out after so long without a key or a click.</param>
/// <param name="Permissions">Held in the whole hub, or in some team or brand; an open conversation says which of them count there.</param>
internal sealed record Me(Guid Id, string Name, string Email, string? Role, string[] Permissions, TeamView[] Teams, string Language, bool Demo, bool SecondStep, bool MustSetUpSecondStep, int IdleMinutes);

/// <summary><c>GET /api/session</c>, and the answer of everything that changes the session.</summary>
internal sealed class MeReader(HubDbContext db, IdentitySettings settings, SecuritySettings security)
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/session", HandleAsync).RequireSession().OpenBeforeSecondStep().WithName("GetSession");

    private static async Task<Ok<Me>> HandleAsync(CurrentAgent agent, MeReader me, CancellationToken cancellationToken) =>
        TypedResults.Ok(await me.ReadAsync(agent.Id, cancellationToken));

    public async Task<Me> ReadAsync(Guid agentId, CancellationToken cancellationToken)
    {
        var agent = await db.Set<Agent>().AsNoTracking().AsSplitQuery().Include(row => row.Role).Include(row => row.Grants).ThenInclude(grant => grant.Role)
            .Include(row => row.Memberships).ThenInclude(member => member.Team).SingleAsync(row => row.Id == agentId, cancellationToken);
        return new Me(
            agent.Id, agent.Name, agent.Email, agent.Role?.Key,
            [.. Permissions.All.Intersect((agent.Role?.Permissions ?? []).Concat(agent.Grants.SelectMany(grant => grant.Role.Permissions).Where(Permissions.OfOneConversation.Contains)))],
            [.. agent.Memberships.OrderBy(member => member.Team.Name, StringComparer.Ordinal).Select(member => new TeamView(member.TeamId, member.Team.Name))],
            agent.Language, settings.Demo, agent.TotpSecret is not null,
            agent.TotpSecret is null && (agent.Role is { RequireCode: true } || agent.Grants.Exists(grant => grant.Role.RequireCode)),
            (int)(await security.GetAsync(cancellationToken)).IdleLimit.TotalMinutes);
    }
}
