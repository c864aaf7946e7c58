using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>POST /api/agents</c>.</summary>
internal static partial class CreateAgent
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/agents", HandleAsync)
        .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("CreateAgent");

    private static async Task<Results<Created<AgentView>, ProblemHttpResult>> HandleAsync(
        Request request, CurrentAgent actor, HubDbContext db, PeopleWriter people, AccessChanges changes, ILogger<Agent> logger, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var email = errors.Email("email", request.Email);
        var name = errors.Text("name", request.Name, 100);
        var password = errors.Password("password", request.Password);
        var role = await PeopleInput.RoleAsync(db, request.Role, errors, cancellationToken);
        var teamIds = await PeopleInput.TeamsAsync(db, request.TeamIds, errors, cancellationToken);
        if (errors.Any || role is null)
        {
            return errors.ToProblem();
        }

        if (role.Permissions.Any(permission => !actor.Can(permission)))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var agent = await people.AddAgentAsync(email, name, role.Key, teamIds, actor.Language, password, cancellationToken);
        if (agent is null)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["email"] = ["taken"] }, StatusCodes.Status409Conflict, "email_taken");
        }

        await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "person.created") { TargetKind = "person", TargetId = agent.Id, Data = new { role = role.Key, teamIds } });
        await transaction.CommitAsync(cancellationToken);

        changes.Announce(agent.Id);
        Log.Created(logger, actor.Id, agent.Id, role.Key);
        return TypedResults.Created($"/api/agents/{agent.Id}", new AgentView(agent.Id, agent.Name, agent.Email, role.Key, teamIds, agent.Active, false));
    }

    internal sealed record Request(string? Email, string? Name, string? Role, Guid[]? TeamIds, string? Password);

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Information, "Agent {ActorId} created agent {AgentId} with role {Role}")]
        public static partial void Created(ILogger logger, Guid actorId, Guid agentId, string role);
    }
}
