using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>PUT /api/agents/{id}/password</c>: ends every session of that agent but the one that asked.</summary>
internal static partial class ChangePassword
{
    public static void Map(RouteGroupBuilder api) => api.MapPut("/agents/{id:guid}/password", HandleAsync)
        .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("ChangePassword");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, Request request, CurrentAgent actor, HubDbContext db, Passwords passwords, AccessChanges changes, ILogger<Agent> logger, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var password = errors.Password("password", request.Password);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var hash = passwords.Hash(password);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            // Locked against a promotion that is just being written.
            var agent = await db.Set<Agent>().FromSql($"SELECT * FROM identity.agent WHERE id = {id} FOR NO KEY UPDATE").Include(row => row.Role).Include(row => row.Grants).ThenInclude(grant => grant.Role)
                .SingleOrDefaultAsync(cancellationToken);
            if (agent is null)
            {
                return Problem.NotFound();
            }

            if (agent.AllPermissions.Any(permission => !actor.Can(permission)))
            {
                return Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank");
            }

            agent.PasswordHash = hash;
            await db.SaveChangesAsync(cancellationToken);
            await db.Set<Session>().Where(session => session.AgentId == id && session.Id != actor.SessionId).ExecuteDeleteAsync(cancellationToken);
            await db.Set<AccessLink>().Where(link => link.AgentId == id && link.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
            await AccessChanges.BumpAsync(db, id, cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "person.password_set") { TargetKind = "person", TargetId = id });
            await transaction.CommitAsync(cancellationToken);
        }

        changes.Announce(id);
        Log.Changed(logger, actor.Id, id);
        return TypedResults.NoContent();
    }

    internal sealed record Request(string? Password);

    private static partial class Log
    {
        [LoggerMessage(2022, LogLevel.Information, "Agent {ActorId} set a new password for agent {AgentId}")]
        public static partial void Changed(ILogger logger, Guid actorId, Guid agentId);
    }
}
