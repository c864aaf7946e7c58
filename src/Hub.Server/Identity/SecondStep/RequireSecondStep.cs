using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>Marks what somebody may do who must first set up their second step.</summary>
internal sealed class OpenBeforeSecondStepAttribute : Attribute;

/// <summary>
/// Admins ask for a second step per role, and take it from a person who has lost theirs. Whoever must have one and has none gets nothing but the way to set
/// one up, with a session as with a token.
/// </summary>
internal static partial class RequireSecondStep
{
    public static TBuilder OpenBeforeSecondStep<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OpenBeforeSecondStepAttribute());

    public static Task RefuseOthers(HttpContext context, RequestDelegate next) =>
        CurrentAgent.Of(context) is { MustSetUpSecondStep: true } && context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<OpenBeforeSecondStepAttribute>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? Problem.Of(StatusCodes.Status403Forbidden, "second_step_required").ExecuteAsync(context)
            : next(context);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPut("/roles/{key}/second-step", OfRoleAsync).RequireSession().RequirePermission(Permissions.ManagePeople).WithName("RequireSecondStep");
        api.MapDelete("/agents/{id:guid}/second-step", OfAgentAsync).RequireSession().RequirePermission(Permissions.ManagePeople).WithName("RemoveSecondStep");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> OfRoleAsync(
        string key, Request request, CurrentAgent actor, HubDbContext db, AccessChanges changes, ILogger<SecondStep> logger, CancellationToken cancellationToken)
    {
        if (request.Required is not { } required)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["required"] = ["required"] });
        }

        var safe = key.Replace("\0", "", StringComparison.Ordinal);
        var role = await db.Set<Role>().AsNoTracking().SingleOrDefaultAsync(row => row.Key == safe, cancellationToken);
        if (role is null)
        {
            return Problem.NotFound();
        }

        if (role.Permissions.Any(permission => !actor.Can(permission)))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank");
        }

        Guid[] holders;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.Set<Role>().Where(row => row.Id == role.Id).ExecuteUpdateAsync(update => update.SetProperty(row => row.RequireCode, required), cancellationToken);
            holders = await WriteRoles.HoldersAsync(db, role.Id, cancellationToken);
            foreach (var holder in holders)
            {
                await AccessChanges.BumpAsync(db, holder, cancellationToken);
            }

            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "role.second_step_required") { TargetKind = "role", TargetId = role.Id, Data = new { required } });
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var holder in holders)
        {
            changes.Announce(holder);
        }

        Log.Required(logger, actor.Id, role.Key, required);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> OfAgentAsync(
        Guid id, CurrentAgent actor, HubDbContext db, SecondStep codes, AccessChanges changes, ILogger<SecondStep> logger, CancellationToken cancellationToken)
    {
        var agent = await db.Set<Agent>().AsNoTracking().AsSplitQuery().Include(row => row.Role).Include(row => row.Grants).ThenInclude(grant => grant.Role).SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (agent is null)
        {
            return Problem.NotFound();
        }

        if (agent.AllPermissions.Any(permission => !actor.Can(permission)))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank");
        }

        // One's own asks for the password.
        if (id == actor.Id)
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "own_access");
        }

        await codes.RemoveAsync(id, actor, cancellationToken);
        await db.Set<Session>().Where(session => session.AgentId == id).ExecuteDeleteAsync(cancellationToken);
        changes.Announce(id);
        Log.Removed(logger, actor.Id, id);
        return TypedResults.NoContent();
    }

    internal sealed record Request(bool? Required);

    private static partial class Log
    {
        [LoggerMessage(2061, LogLevel.Information, "Agent {ActorId} set whether role {Role} requires a second step: {Required}")]
        public static partial void Required(ILogger logger, Guid actorId, string role, bool required);

        [LoggerMessage(2062, LogLevel.Warning, "Agent {ActorId} removed the second step of agent {AgentId}")]
        public static partial void Removed(ILogger logger, Guid actorId, Guid agentId);
    }
}
