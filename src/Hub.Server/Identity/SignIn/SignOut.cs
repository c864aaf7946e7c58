using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>DELETE /api/session</c>: this browser's session is over, its live connections too.</summary>
internal static class SignOut
{
    public static void Map(RouteGroupBuilder api) => api.MapDelete("/session", HandleAsync).RequireSession().OpenBeforeSecondStep().WithName("SignOut");

    private static async Task<NoContent> HandleAsync(
        CurrentAgent agent, HubDbContext db, AccessChanges changes, SessionCookie cookie, HttpResponse response, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.Set<Session>().Where(session => session.Id == agent.SessionId).ExecuteDeleteAsync(cancellationToken);
            await AccessChanges.BumpAsync(db, agent.Id, cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(agent.AsActor(), "session.closed") { TargetKind = "person", TargetId = agent.Id });
            await transaction.CommitAsync(cancellationToken);
        }

        changes.Announce(agent.Id);
        cookie.Delete(response);
        response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return TypedResults.NoContent();
    }
}
