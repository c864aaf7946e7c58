using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>POST /api/agents</c>. Without a password the person is invited: <see cref="CreateLink"/> makes the link.</summary>
internal static partial class CreateAgent
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/agents", HandleAsync)
        .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("CreateAgent");

    private static async Task<Results<Created<AgentView>, ProblemHttpResult>> HandleAsync(
        Request request, CurrentAgent actor, HubDbContext db, IKnownBrands brands, PeopleWriter people, AccessChanges changes, ILogger<Agent> logger, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var email = errors.Email("email", request.Email);
        var name = errors.Text("name", request.Name, 100);
        var workName = PeopleInput.WorkName(request.WorkName, errors);
        var password = request.Password is null ? null : errors.Password("password", request.Password);
        var grants = await PeopleInput.GrantsAsync(db, brands, request.Grants, errors, cancellationToken);
        var role = await PeopleInput.RoleAsync(db, request.Role, required: grants.Count == 0, errors, cancellationToken);
        var teamIds = await PeopleInput.TeamsAsync(db, request.TeamIds, errors, cancellationToken);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if ((role?.Permissions ?? []).Concat(grants.SelectMany(grant => grant.Role.Permissions)).Any(permission => !actor.Can(permission)))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var agent = await people.AddAgentAsync(email, name, role?.Key, teamIds, actor.Language, password, cancellationToken, grants, workName);
        if (agent is null)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["email"] = ["taken"] }, StatusCodes.Status409Conflict, "email_taken");
        }

        await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "person.created") { TargetKind = "person", TargetId = agent.Id, Data = new { role = role?.Key, teamIds, grants = grants.Select(grant => new GrantView(grant.Role.Key, grant.TeamId, grant.BrandId)) } });
        await transaction.CommitAsync(cancellationToken);

        changes.Announce(agent.Id);
        Log.Created(logger, actor.Id, agent.Id, role?.Key, grants.Count);
        return TypedResults.Created($"/api/agents/{agent.Id}", new AgentView(
            agent.Id, agent.Name, agent.Email, role?.Key, teamIds, agent.Active, false, [.. grants.Select(grant => new GrantView(grant.Role.Key, grant.TeamId, grant.BrandId))], password is null, false, workName,
            agent.AllPermissions.Any(Permissions.OfOneConversation.Contains)));
    }

    internal sealed record Request(string? Email, string? Name, string? Role, Guid[]? TeamIds, string? Password, GrantInput[]? Grants, string? WorkName = null);

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Information, "Agent {ActorId} created agent {AgentId} with role {Role} and {Grants} roles for teams or brands")]
        public static partial void Created(ILogger logger, Guid actorId, Guid agentId, string? role, int grants);
    }
}
