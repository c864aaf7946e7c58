using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>DELETE /api/tokens/{id}</c>: revokes one's own token; it stops working at once.</summary>
internal static class DeleteToken
{
    public static void Map(RouteGroupBuilder api) => api.MapDelete("/tokens/{id:guid}", HandleAsync).RequireSignedIn().WithName("DeleteToken");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentAgent agent, HubDbContext db, AccessChanges changes, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var revoked = await db.Set<ApiToken>().Where(token => token.Id == id && token.AgentId == agent.Id && token.RevokedAt == null)
                .ExecuteUpdateAsync(update => update.SetProperty(token => token.RevokedAt, now), cancellationToken);
            if (revoked == 0)
            {
                return Problem.NotFound();
            }

            await AccessChanges.BumpAsync(db, agent.Id, cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(agent.AsActor(), "token.revoked") { TargetKind = "token", TargetId = id });
            await transaction.CommitAsync(cancellationToken);
        }

        changes.Announce(agent.Id);
        return TypedResults.NoContent();
    }
}
