using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>
/// <c>PUT /api/agents/{id}</c>. Nobody gives or touches what is above their own permissions, nobody changes their own role or switches themselves
/// off, and one active admin always remains.
/// </summary>
internal sealed partial class UpdateAgent(HubDbContext db, AccessChanges changes, AgentPresence presence, TimeProvider time, ILogger<UpdateAgent> logger)
{
    /// <param name="Grants">Null: as they are.</param>
    /// <param name="WorkName">Null: as it was; empty: none.</param>
    private sealed record Change(string Name, string? WorkName, Role? Role, IReadOnlyList<WantedRole>? Grants, Guid[] TeamIds, bool Active);

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
        Guid id, Request request, CurrentAgent actor, HubDbContext db, IKnownBrands brands, AgentPresence presence, UpdateAgent update, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var name = errors.Text("name", request.Name, 100);
        var grants = request.Grants is null ? null : await PeopleInput.GrantsAsync(db, brands, request.Grants, errors, cancellationToken);
        var role = await PeopleInput.RoleAsync(db, request.Role, required: grants is not { Count: > 0 }, errors, cancellationToken);
        var teamIds = await PeopleInput.TeamsAsync(db, request.TeamIds, errors, cancellationToken);
        var workName = request.WorkName is null ? null : PeopleInput.WorkName(request.WorkName, errors) ?? "";
        if (request.TeamIds is null)
        {
            errors.Add("teamIds", "required");
        }

        if (request.Active is null)
        {
            errors.Add("active", "required");
        }

        if (errors.Any || request.Active is not { } active)
        {
            return errors.ToProblem();
        }

        var outcome = await update.RunAsync(actor, id, _ => new Change(name, workName, role, grants, teamIds, active), null, cancellationToken);
        return await ResultAsync(outcome, db, id, presence, cancellationToken);
    }

    /// <summary>Switched off as they are, and <paramref name="plan"/> follows as a job that is committed with it.</summary>
    public async Task<Results<Ok<AgentView>, ProblemHttpResult>> DeactivateAsync(CurrentAgent by, HandoverPlan plan, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(
            by, plan.AgentId, agent => new Change(agent.Name, null, agent.Role, null, [.. agent.Memberships.Select(membership => membership.TeamId)], false),
            new NewJob(HandOverWork.JobKind, $"{plan.AgentId:N}-{NewId.Create(time):N}", plan), cancellationToken);
        return await ResultAsync(outcome, db, plan.AgentId, presence, cancellationToken);
    }

    private static async Task<Results<Ok<AgentView>, ProblemHttpResult>> ResultAsync(Outcome outcome, HubDbContext db, Guid id, AgentPresence presence, CancellationToken cancellationToken)
    {
#pragma warning disable CS8524 // A default arm would hide a missing outcome (CS8509); there are no unnamed ones.
        return outcome switch
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

    private async Task<Outcome> RunAsync(
        CurrentAgent by, Guid id, Func<Agent, Change> wish, NewJob? handover, CancellationToken cancellationToken)
    {
        var actorId = by.Id;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // 1. One change of people at a time: two admins who switch each other off at once must not both succeed.
        await db.Database.ExecuteSqlAsync($"SELECT id FROM identity.role WHERE key = {Role.Admin} FOR NO KEY UPDATE", cancellationToken);
        var actor = await db.Set<Agent>().AsNoTracking().Include(agent => agent.Role).SingleAsync(agent => agent.Id == actorId, cancellationToken);
        var agent = await db.Set<Agent>().AsSplitQuery().Include(agent => agent.Role).Include(agent => agent.Grants).ThenInclude(grant => grant.Role).Include(agent => agent.Memberships).SingleOrDefaultAsync(agent => agent.Id == id, cancellationToken);
        if (agent is null)
        {
            return Outcome.NotFound;
        }

        var (name, workName, role, grants, teamIds, active) = wish(agent);

        // 2. May they? Judged by what the actor is now, not when the request began.
        var wanted = grants?.Select(grant => (grant.Role.Id, grant.TeamId, grant.BrandId)).ToHashSet() ?? [.. agent.Grants.Select(Key)];
        var roleChanges = agent.RoleId != role?.Id || !wanted.SetEquals(agent.Grants.Select(Key));
        var given = (role?.Permissions ?? []).Concat((grants ?? []).SelectMany(grant => grant.Role.Permissions));
        string[] own = actor.Role?.Permissions ?? [];
        if (!actor.Active || !own.Contains(Permissions.ManagePeople) || agent.AllPermissions.Concat(given).Except(own).Any())
        {
            return Outcome.AboveOwnRank;
        }

        if (id == actorId && (roleChanges || !active))
        {
            return Outcome.OwnAccess;
        }

        var losesAdmin = agent.Active && agent.Role?.Key == Role.Admin && (!active || role?.Key != Role.Admin);
        if (losesAdmin && !await db.Set<Agent>().AnyAsync(other => other.Id != id && other.Active && other.Role!.Key == Role.Admin, cancellationToken))
        {
            return Outcome.LastAdmin;
        }

        // 3. The change, and who must notice it.
        var teamsBefore = agent.Memberships.Select(membership => membership.TeamId).ToHashSet();
        var activeChanges = agent.Active != active;
        var teamsChange = !teamsBefore.SetEquals(teamIds);
        workName = workName is null ? agent.WorkName : workName.Length == 0 ? null : workName;
        var entry = Entry(by, agent, name, workName, role, grants, teamsBefore, teamIds, active);
        agent.Name = name;
        agent.WorkName = workName;
        agent.RoleId = role?.Id;
        agent.Grants.RemoveAll(grant => !wanted.Contains(Key(grant)));
        foreach (var (roleId, teamId, brandId) in wanted.Except(agent.Grants.Select(Key)).ToList())
        {
            agent.Grants.Add(new AgentGrant { Id = NewId.Create(time), AgentId = id, RoleId = roleId, TeamId = teamId, BrandId = brandId });
        }

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
        if (handover is not null)
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            JobQueue.AddInserts(batch, [handover], time);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        changes.Announce(id);
        Log.Updated(logger, actorId, id, role?.Key, wanted.Count, active);
        return Outcome.Done;
    }

    private static AuditEntry Entry(CurrentAgent by, Agent agent, string name, string? workName, Role? role, IReadOnlyList<WantedRole>? grants, IReadOnlySet<Guid> teamsBefore, Guid[] teamIds, bool active) =>
        new(by.AsActor(), agent.Active == active ? "person.changed" : active ? "person.activated" : "person.deactivated")
        {
            TargetKind = "person",
            TargetId = agent.Id,
            Data = new
            {
                renamed = agent.Name != name,
                workName = agent.WorkName != workName,
                role = new { old = agent.Role?.Key, @new = role?.Key },
                grants = grants is null ? null : new
                {
                    old = agent.Grants.Select(grant => new GrantView(grant.Role.Key, grant.TeamId, grant.BrandId)),
                    @new = grants.Select(grant => new GrantView(grant.Role.Key, grant.TeamId, grant.BrandId)),
                },
                joined = teamIds.Except(teamsBefore),
                left = teamsBefore.Except(teamIds),
            },
        };

    private static (Guid RoleId, Guid? TeamId, Guid? BrandId) Key(AgentGrant grant) => (grant.RoleId, grant.TeamId, grant.BrandId);

    // A cookie given out for one role is not good for another; tokens of somebody who is switched off do not come back to life with them.
    private async Task EndAccessAsync(Guid id, bool tokensToo, CancellationToken cancellationToken)
    {
        await db.Set<Session>().Where(session => session.AgentId == id).ExecuteDeleteAsync(cancellationToken);
        if (tokensToo)
        {
            await db.Set<AccessLink>().Where(link => link.AgentId == id && link.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
            var now = time.GetUtcNow();
            await db.Set<ApiToken>().Where(token => token.AgentId == id && token.RevokedAt == null)
                .ExecuteUpdateAsync(update => update.SetProperty(token => token.RevokedAt, now), cancellationToken);
        }
    }

    /// <param name="Role">The role everywhere; null when there are only grants.</param>
    /// <param name="Grants">Null: as they are.</param>
    /// <param name="WorkName">Null: as it was; empty: none.</param>
    internal sealed record Request(string? Name, string? Role, Guid[]? TeamIds, bool? Active, GrantInput[]? Grants, string? WorkName = null);

    private static partial class Log
    {
        [LoggerMessage(2021, LogLevel.Information, "Agent {ActorId} changed agent {AgentId}: role {Role}, {Grants} roles for teams or brands, active {Active}")]
        public static partial void Updated(ILogger logger, Guid actorId, Guid agentId, string? role, int grants, bool active);
    }
}
