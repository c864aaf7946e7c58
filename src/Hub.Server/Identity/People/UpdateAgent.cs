using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>
/// <c>PUT /api/agents/{id}</c>. Nobody gives or touches what is above their own permissions, nobody changes their own role or switches themselves
/// off, and one active admin always remains.
/// </summary>
internal sealed partial class UpdateAgent(HubDbContext db, AccessChanges changes, TimeProvider time, ILogger<UpdateAgent> logger)
{
    private enum Outcome
    {
        Done,
        NotFound,
        AboveOwnRank,
        OwnAccess,
        LastAdmin,
    }

    public static void Map(RouteGroupBuilder api) => api.MapPut("/agents/{id:guid}", HandleAsync)
        .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("UpdateAgent");

    private static async Task<Results<Ok<AgentView>, ProblemHttpResult>> HandleAsync(
        Guid id, Request request, CurrentAgent actor, HubDbContext db, AgentPresence presence, UpdateAgent update, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var name = errors.Text("name", request.Name, 100);
        var role = await PeopleInput.RoleAsync(db, request.Role, errors, cancellationToken);
        var teamIds = await PeopleInput.TeamsAsync(db, request.TeamIds, errors, cancellationToken);
        if (request.TeamIds is null)
        {
            errors.Add("teamIds", "required");
        }

        if (request.Active is null)
        {
            errors.Add("active", "required");
        }

        if (errors.Any || role is null || request.Active is not { } active)
        {
            return errors.ToProblem();
        }

#pragma warning disable CS8524 // A default arm would hide a missing outcome (CS8509); there are no unnamed ones.
        return await update.RunAsync(actor, id, name, role, teamIds, active, cancellationToken) switch
        {
            Outcome.Done => TypedResults.Ok(await ViewAsync(db, id, presence, cancellationToken)),
            Outcome.NotFound => Problem.NotFound(),
            Outcome.AboveOwnRank => Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank"),
            Outcome.OwnAccess => Problem.Of(StatusCodes.Status403Forbidden, "own_access"),
            Outcome.LastAdmin => Problem.Of(StatusCodes.Status409Conflict, "last_admin"),
        };
#pragma warning restore CS8524
    }

    private static async Task<AgentView> ViewAsync(HubDbContext db, Guid id, AgentPresence presence, CancellationToken cancellationToken) =>
        await db.Set<Agent>().AsNoTracking().Where(agent => agent.Id == id).Select(AgentView.Projection).SingleAsync(cancellationToken)
            with
        { Present = presence.IsPresent(id) };

    private async Task<Outcome> RunAsync(CurrentAgent by, Guid id, string name, Role role, Guid[] teamIds, bool active, CancellationToken cancellationToken)
    {
        var actorId = by.Id;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // 1. One change of people at a time: two admins who switch each other off at once must not both succeed.
        await db.Database.ExecuteSqlAsync($"SELECT id FROM identity.role WHERE key = {Role.Admin} FOR NO KEY UPDATE", cancellationToken);
        var actor = await db.Set<Agent>().AsNoTracking().Include(agent => agent.Role).SingleAsync(agent => agent.Id == actorId, cancellationToken);
        var agent = await db.Set<Agent>().Include(agent => agent.Role).Include(agent => agent.Memberships).SingleOrDefaultAsync(agent => agent.Id == id, cancellationToken);
        if (agent is null)
        {
            return Outcome.NotFound;
        }

        // 2. May they? Judged by what the actor is now, not when the request began.
        var roleChanges = agent.RoleId != role.Id;
        if (!actor.Active || !actor.Role.Permissions.Contains(Permissions.ManagePeople) || !actor.Role.Covers(agent.Role) || !actor.Role.Covers(role))
        {
            return Outcome.AboveOwnRank;
        }

        if (id == actorId && (roleChanges || !active))
        {
            return Outcome.OwnAccess;
        }

        var losesAdmin = agent.Active && agent.Role.Key == Role.Admin && (!active || role.Key != Role.Admin);
        if (losesAdmin && !await db.Set<Agent>().AnyAsync(other => other.Id != id && other.Active && other.Role.Key == Role.Admin, cancellationToken))
        {
            return Outcome.LastAdmin;
        }

        // 3. The change, and who must notice it.
        var teamsBefore = agent.Memberships.Select(membership => membership.TeamId).ToHashSet();
        var activeChanges = agent.Active != active;
        var teamsChange = !teamsBefore.SetEquals(teamIds);
        var entry = Entry(by, agent, name, role, teamsBefore, teamIds, active);
        agent.Name = name;
        agent.RoleId = role.Id;
        agent.Active = active;
        agent.Memberships.RemoveAll(membership => !teamIds.Contains(membership.TeamId));
        agent.Memberships.AddRange(teamIds.Where(teamId => !teamsBefore.Contains(teamId)).Select(teamId => new TeamMember { TeamId = teamId, AgentId = id }));
        await db.SaveChangesAsync(cancellationToken);
        if (roleChanges || activeChanges || teamsChange)
        {
            await AccessChanges.BumpAsync(db, id, cancellationToken);
            await AccessChanges.BumpTeamsAsync(db, roleChanges || activeChanges ? teamsBefore.Union(teamIds) : teamsBefore.Except(teamIds).Union(teamIds.Except(teamsBefore)), cancellationToken);
        }

        if (roleChanges || !active)
        {
            await EndAccessAsync(id, tokensToo: !active, cancellationToken);
        }

        await AuditLog.WriteAsync(db, cancellationToken, entry);
        await transaction.CommitAsync(cancellationToken);
        changes.Announce(id);
        Log.Updated(logger, actorId, id, role.Key, active);
        return Outcome.Done;
    }

    private static AuditEntry Entry(CurrentAgent by, Agent agent, string name, Role role, IReadOnlySet<Guid> teamsBefore, Guid[] teamIds, bool active) =>
        new(by.AsActor(), agent.Active == active ? "person.changed" : active ? "person.activated" : "person.deactivated")
        {
            TargetKind = "person",
            TargetId = agent.Id,
            Data = new { renamed = agent.Name != name, role = new { old = agent.Role.Key, @new = role.Key }, joined = teamIds.Except(teamsBefore), left = teamsBefore.Except(teamIds) },
        };

    // A cookie given out for one role is not good for another; tokens of somebody who is switched off do not come back to life with them.
    private async Task EndAccessAsync(Guid id, bool tokensToo, CancellationToken cancellationToken)
    {
        await db.Set<Session>().Where(session => session.AgentId == id).ExecuteDeleteAsync(cancellationToken);
        if (tokensToo)
        {
            var now = time.GetUtcNow();
            await db.Set<ApiToken>().Where(token => token.AgentId == id && token.RevokedAt == null)
                .ExecuteUpdateAsync(update => update.SetProperty(token => token.RevokedAt, now), cancellationToken);
        }
    }

    internal sealed record Request(string? Name, string? Role, Guid[]? TeamIds, bool? Active);

    private static partial class Log
    {
        [LoggerMessage(2021, LogLevel.Information, "Agent {ActorId} changed agent {AgentId}: role {Role}, active {Active}")]
        public static partial void Updated(ILogger logger, Guid actorId, Guid agentId, string role, bool active);
    }
}
